/** Tools in Python: the table is made anew, since SQLite cannot change what it checks, and so is what refers to it. */
export const python = /* sql */ `
  CREATE TABLE wider (
    tool_id        TEXT PRIMARY KEY,
    name           TEXT NOT NULL COLLATE NOCASE,
    version        INTEGER NOT NULL CHECK (version > 0),
    state          TEXT NOT NULL CHECK (state IN ('pending', 'active', 'rejected', 'replaced', 'removed')),
    description    TEXT NOT NULL,
    language       TEXT NOT NULL CHECK (language IN ('javascript', 'typescript', 'python')),
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
  INSERT INTO wider SELECT * FROM tools;
  CREATE TABLE kept AS SELECT * FROM calls;
  DROP TABLE calls;
  DROP TABLE tools;
  ALTER TABLE wider RENAME TO tools;
  CREATE UNIQUE INDEX one_active_of_a_name ON tools (name) WHERE state = 'active';
  CREATE UNIQUE INDEX one_pending_of_a_name ON tools (name) WHERE state = 'pending';
  CREATE TABLE calls (
    call_id     INTEGER PRIMARY KEY AUTOINCREMENT,
    tool_id     TEXT NOT NULL REFERENCES tools (tool_id),
    actor       TEXT NOT NULL,
    at_ms       INTEGER NOT NULL,
    duration_ms REAL NOT NULL,
    outcome     TEXT NOT NULL
  ) STRICT;
  INSERT INTO calls SELECT * FROM kept;
  DROP TABLE kept;
  CREATE INDEX calls_by_time ON calls (at_ms);
`;
