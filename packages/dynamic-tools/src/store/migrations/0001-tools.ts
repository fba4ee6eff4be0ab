/** Versions of tools, the audit trail, the calls, and the version of the list. */
export const tools = /* sql */ `
  CREATE TABLE tools (
    tool_id        TEXT PRIMARY KEY,
    name           TEXT NOT NULL COLLATE NOCASE,
    version        INTEGER NOT NULL CHECK (version > 0),
    state          TEXT NOT NULL CHECK (state IN ('pending', 'active', 'rejected', 'replaced', 'removed')),
    description    TEXT NOT NULL,
    language       TEXT NOT NULL CHECK (language IN ('javascript', 'typescript')),
    code           TEXT NOT NULL,
    input_schema   TEXT NOT NULL CHECK (json_type(input_schema) = 'object'),
    created_by     TEXT NOT NULL,
    created_ms     INTEGER NOT NULL,
    calls          INTEGER NOT NULL DEFAULT 0,
    failed_calls   INTEGER NOT NULL DEFAULT 0,
    total_ms       REAL NOT NULL DEFAULT 0,
    last_called_ms INTEGER,
    UNIQUE (name, version)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX one_active_of_a_name ON tools (name) WHERE state = 'active';
  CREATE UNIQUE INDEX one_pending_of_a_name ON tools (name) WHERE state = 'pending';

  CREATE TABLE audit (
    audit_id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms    INTEGER NOT NULL,
    actor    TEXT NOT NULL,
    action   TEXT NOT NULL CHECK (action IN ('registered', 'approved', 'rejected', 'removed')),
    subject  TEXT NOT NULL,
    after    TEXT NOT NULL,
    reason   TEXT
  ) STRICT;
  CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
  CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;

  CREATE TABLE calls (
    call_id     INTEGER PRIMARY KEY AUTOINCREMENT,
    tool_id     TEXT NOT NULL REFERENCES tools (tool_id),
    actor       TEXT NOT NULL,
    at_ms       INTEGER NOT NULL,
    duration_ms REAL NOT NULL,
    outcome     TEXT NOT NULL
  ) STRICT;
  CREATE INDEX calls_by_time ON calls (at_ms);

  CREATE TABLE list (version INTEGER NOT NULL) STRICT;
  INSERT INTO list VALUES (0);
`;
