import { LEASE_TABLE } from '@nexus/server-kit/sqlite';

/** At most one alert of a rule and a device is open; the same alert is never recorded twice. */
export const alerts = `
  ${LEASE_TABLE}
  CREATE TABLE rule (
    rule_id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    definition TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE alert (
    alert_id INTEGER PRIMARY KEY AUTOINCREMENT,
    rule_id TEXT NOT NULL,
    rule_version INTEGER NOT NULL,
    rule_name TEXT NOT NULL,
    condition TEXT NOT NULL,
    metric TEXT NOT NULL,
    unit TEXT NOT NULL,
    device_id TEXT NOT NULL,
    device_name TEXT,
    zone_id TEXT,
    zone_name TEXT,
    building TEXT,
    members TEXT,
    value REAL NOT NULL,
    threshold REAL NOT NULL,
    severity TEXT NOT NULL,
    is_flapping INTEGER NOT NULL,
    triggered_ms INTEGER NOT NULL,
    recorded_ms INTEGER NOT NULL,
    raised_ms INTEGER,
    cleared_ms INTEGER,
    cleared_why TEXT,
    acknowledged_ms INTEGER,
    acknowledged_by TEXT,
    notes TEXT,
    shelved_until_ms INTEGER,
    shelved_by TEXT,
    shelved_reason TEXT,
    escalation_level INTEGER NOT NULL DEFAULT 0,
    policy TEXT,
    escalating_since_ms INTEGER NOT NULL,
    next_escalation_ms INTEGER,
    UNIQUE (rule_id, rule_version, device_id, triggered_ms)
  ) STRICT;
  CREATE UNIQUE INDEX alert_open ON alert (rule_id, device_id) WHERE cleared_ms IS NULL;
  CREATE INDEX alert_listed ON alert (triggered_ms) WHERE cleared_ms IS NULL OR acknowledged_ms IS NULL;
  CREATE INDEX alert_escalation ON alert (next_escalation_ms) WHERE next_escalation_ms IS NOT NULL;
  CREATE INDEX alert_triggered ON alert (triggered_ms);

  CREATE TABLE outbox (
    notification_id INTEGER PRIMARY KEY AUTOINCREMENT,
    alert_id INTEGER NOT NULL REFERENCES alert,
    channel TEXT NOT NULL,
    kind TEXT NOT NULL,
    level INTEGER NOT NULL,
    delayed_ms INTEGER NOT NULL,
    alert TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_ms INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending',
    settled_ms INTEGER,
    last_error TEXT
  ) STRICT;
  CREATE INDEX outbox_pending ON outbox (channel, alert_id, notification_id) WHERE state = 'pending';

  CREATE TABLE track (
    device_id TEXT NOT NULL,
    metric TEXT NOT NULL,
    last_ms INTEGER,
    interval_ms REAL,
    good_ms INTEGER,
    value REAL,
    gap_ms INTEGER,
    baseline_n INTEGER,
    baseline_mean REAL,
    baseline_variance REAL,
    PRIMARY KEY (device_id, metric)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE machine (
    machine_key TEXT PRIMARY KEY,
    state TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE progress (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT;

  CREATE TABLE audit (
    audit_id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    before TEXT,
    after TEXT,
    reason TEXT
  ) STRICT;
`;
