import { openTelemetryStore } from '@nexus/telemetry/store';

/** A process that writes 20 batches of 50 readings: one series of its own, and one that all writers share. */
const [path = '', name = ''] = process.argv.slice(2);
await using store = await openTelemetryStore(path);
for (let batch = 0; batch < 20; batch += 1) {
  const at = Array.from({ length: 50 }, (_, i) => batch * 50 + i);
  const base = { metric: 'temperature', unit: '°C', quality: 'good', value: 20 } as const;
  const own = at.map((timestamp_ms) => ({ ...base, device_id: name, timestamp_ms }));
  const shared = at.map((timestamp_ms) => ({ ...base, device_id: 'SHARED', timestamp_ms, value: Number(name) }));
  const { accepted } = await store.ingest([...own, ...shared]);
  if (accepted !== 100) throw new Error(`accepted ${accepted}`);
}
