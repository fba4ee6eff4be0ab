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
const ESCALATE_AFTER_MS = 600;
const time = new BuildingTime({ zone: 'UTC' });
const store = await openAlertStore(join(folder, 'alerts.db'));
const telemetry = new StoreLink(join(folder, 'telemetry.db'), (path) => openTelemetryStore(path, { readOnly: true }));
const registry = new StoreLink(join(folder, 'device_registry.db'), (path) =>
  openDeviceRegistryStore(path, { readOnly: true }),
);
async function tell(said: object, signal: AbortSignal): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ worker: name, ...said });
  const response = await fetch(url, { method: 'POST', body, headers, signal });
  await response.arrayBuffer();
}

await tell({ is_ready: true }, new AbortController().signal);

const desk: Channel = {
  name: 'desk',
  async send({ key, kind, delayed_ms, alert }, _body, signal) {
    const due_ms = alert.recorded_ms + ESCALATE_AFTER_MS;
    await tell({ key, kind, device_id: alert.device_id, due_ms, made_ms: due_ms + delayed_ms }, signal);
  },
};

/** Says that this process is the one that evaluates from now on. */
class AnnouncingCourier extends Courier {
  override async deliver(...[evaluating, signal]: Parameters<Courier['deliver']>): Promise<void> {
    // It may have lost the lease by then.
    await tell({ from_ms: Date.now() }, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    await super.deliver(evaluating, signal);
  }
}

const steps = [
  { after_minutes: 0, notify: ['desk'] },
  { after_minutes: ESCALATE_AFTER_MS / 60_000, notify: ['desk'] },
];
await evaluate(
  {
    store,
    telemetry: () => telemetry.open(),
    registry: () => registry.open(),
    courier: new AnnouncingCourier([desk], { time, log: silentLogger }),
    policies: [{ name: 'p', severities: ['info', 'warning', 'critical'], steps }],
    tolerances: { lateness_ms: 200, skew_ms: 60_000 },
    time,
    log: silentLogger,
    lease: ttl === '' ? undefined : { ttl_ms: Number(ttl), renew_ms: Number(ttl) / 4 },
  },
  new AbortController().signal,
);
