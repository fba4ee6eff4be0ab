// One of the processes of processes.e2e.test.ts: opens fresh files as the others do, then writes ten devices of its own.
import { openDeviceRegistryStore } from '@nexus/device-registry/store';
import { device, IMPORT, ZONES } from '../building.ts';

const [path = '', number = '0'] = process.argv.slice(2);
for (let i = 0; i < 20; i += 1) {
  await using fresh = await openDeviceRegistryStore(`${path}-${i}`);
  await fresh.setNote(number, 'was here');
}
await using store = await openDeviceRegistryStore(path);
await store.importInventory({ zones: ZONES, devices: [] }, IMPORT);
for (let i = 1; i <= 10; i += 1) {
  const own = device(Number(number) * 10 + i, 'N1-A');
  await store.importInventory({ zones: [], devices: [own] }, IMPORT);
  const { device_id } = own;
  await store.updateStatus({ device_id, new_status: 'degraded', reason: 'test', actor: number, at_ms: IMPORT.at_ms });
  await store.recordHeartbeats([{ device_id, seen_ms: IMPORT.at_ms + i }]);
}
