/** Zones, devices, the audit trail, and notes. */
export const inventory = /* sql */ `
  CREATE TABLE zones (
    zone_id      TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    name_key     TEXT NOT NULL,
    building     TEXT NOT NULL,
    building_key TEXT NOT NULL,
    floor        INTEGER NOT NULL,
    area_sqm     REAL NOT NULL CHECK (area_sqm > 0),
    description  TEXT,
    search       TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX zones_by_name ON zones (name_key);

  CREATE TABLE devices (
    device_id         TEXT PRIMARY KEY,
    name              TEXT NOT NULL,
    name_key          TEXT NOT NULL,
    device_type       TEXT NOT NULL,
    zone_id           TEXT NOT NULL REFERENCES zones (zone_id),
    ip_address        TEXT,
    mac_address       TEXT NOT NULL UNIQUE,
    firmware_version  TEXT NOT NULL,
    hardware_revision TEXT NOT NULL,
    manufacturer      TEXT NOT NULL,
    model_number      TEXT NOT NULL,
    status            TEXT NOT NULL
      CHECK (status IN ('online', 'offline', 'degraded', 'updating', 'error', 'decommissioned')),
    last_seen_ms      INTEGER,
    metadata          TEXT CHECK (metadata IS NULL OR json_type(metadata) = 'object'),
    search            TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX devices_by_zone ON devices (zone_id);
  CREATE INDEX devices_by_name ON devices (name_key);
  CREATE INDEX devices_by_last_seen ON devices (last_seen_ms);

  CREATE TABLE audit (
    audit_id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms    INTEGER NOT NULL,
    actor    TEXT NOT NULL,
    action   TEXT NOT NULL,
    subject  TEXT NOT NULL,
    before   TEXT,
    after    TEXT,
    reason   TEXT
  ) STRICT;
  CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
  CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;

  CREATE TABLE notes (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;
