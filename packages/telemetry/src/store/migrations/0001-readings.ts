/** A series carries its newest reading, so that "now" is one row and never a scan. */
export const readings = `
  CREATE TABLE series (
    series_id INTEGER PRIMARY KEY,
    device_id TEXT NOT NULL,
    metric TEXT NOT NULL,
    unit TEXT NOT NULL,
    count INTEGER NOT NULL DEFAULT 0,
    first_ms INTEGER,
    last_ms INTEGER,
    last_value REAL,
    last_quality INTEGER,
    UNIQUE (device_id, metric)
  ) STRICT;
  CREATE INDEX series_metric ON series (metric, device_id);

  CREATE TABLE reading (
    series_id INTEGER NOT NULL REFERENCES series,
    timestamp_ms INTEGER NOT NULL,
    value REAL,
    quality INTEGER NOT NULL,
    PRIMARY KEY (series_id, timestamp_ms)
  ) STRICT, WITHOUT ROWID;
`;
