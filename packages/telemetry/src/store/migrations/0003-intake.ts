/** What came in by which way, and what could not be stored; `newest` counts up, as clocks may jump. */
export const intake = /* sql */ `
  CREATE TABLE intake_origin (
    origin   TEXT PRIMARY KEY,
    messages INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    replaced INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    last_ms  INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE intake_failure (
    part    TEXT PRIMARY KEY,
    count   INTEGER NOT NULL,
    message TEXT NOT NULL,
    last_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE dead_letter (
    newest   INTEGER PRIMARY KEY,
    origin   TEXT NOT NULL,
    source   TEXT NOT NULL,
    reason   TEXT NOT NULL,
    payload  TEXT NOT NULL,
    count    INTEGER NOT NULL,
    first_ms INTEGER NOT NULL,
    last_ms  INTEGER NOT NULL,
    UNIQUE (origin, source, reason)
  ) STRICT;
`;
