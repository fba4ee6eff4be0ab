import { join } from 'node:path';
import { openDeviceRegistryStore } from '@nexus/device-registry/store';
import { BuildingTime } from '@nexus/models';
import { silentLogger } from '@nexus/server-kit';
import { openTelemetryStore } from '@nexus/telemetry/store';
import { evaluate } from '../../src/evaluation/evaluator.ts';
import { StoreLink } from '../../src/lookup/store-link.ts';
import type { Channel } from '../../src/notify/channel.ts';
import { Courier } from '../../src/notify/courier.ts';
import { openAlertStore } from '../../src/store/index.ts';

/** A process that evaluates a folder's databases until it is killed, and posts its messages to an address. */
const [folder = '', url = '', name = '', ttl = ''] = process.argv.slice(2);
const time = new BuildingTime({ zone: 'UTC' });
const store = await openAlertStore(join(folder, 'alerts.db'));
const telemetry = new StoreLink(join(folder, 'telemetry.db'), (path) => openTelemetryStore(path, { readOnly: true }));
const registry = new StoreLink(join(folder, 'device_registry.db'), (path) =>
  openDeviceRegistryStore(path, { readOnly: true }),
);
const desk: Channel = {
  name: 'desk',
  async send({ key, kind, alert }, _body, signal) {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ worker: name, key, kind, device_id: alert.device_id });
    const response = await fetch(url, { method: 'POST', body, headers, signal });
    await response.arrayBuffer();
  },
};
const steps = [
  { after_minutes: 0, notify: ['desk'] },
  { after_minutes: 0.01, notify: ['desk'] },
];
await evaluate(
  {
    store,
    telemetry: () => telemetry.open(),
    registry: () => registry.open(),
    courier: new Courier([desk], { time, log: silentLogger }),
    policies: [{ name: 'p', severities: ['info', 'warning', 'critical'], steps }],
    tolerances: { lateness_ms: 200, skew_ms: 60_000 },
    time,
    log: silentLogger,
    lease: ttl === '' ? undefined : { ttl_ms: Number(ttl), renew_ms: Number(ttl) / 4 },
  },
  new AbortController().signal,
);
