// One of the processes of kills.test.ts: delivers jobs until it is killed, and says when it begins to.
import { logger } from '@nexus/server-kit';
import { openMqttChannel } from '../../src/ota/mqtt/index.ts';
import { runFirmwareWorker } from '../../src/ota/worker.ts';
import { openDeviceRegistryStore } from '../../src/store/index.ts';

const [path = '', url = ''] = process.argv.slice(2);
const store = await openDeviceRegistryStore(path);
const log = logger((_level, message) => process.stdout.write(`${message}\n`));
await runFirmwareWorker({
  firmware: store.firmware,
  open: (events) => openMqttChannel({ url }, { ...events, log }),
  now: Date.now,
  log,
  signal: new AbortController().signal,
  lease: { ttl_ms: 1_000, renew_ms: 250 },
});
