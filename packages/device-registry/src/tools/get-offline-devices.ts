import { pageInput, pageOf, pageOutput } from '@nexus/server-kit';
import * as z from 'zod';
import { ListedDevice, listedDevice } from '../answers/device.ts';
import { placeInput, resolvePlace } from '../arguments/place.ts';
import { defineTool } from '../deps.ts';

const MINUTE_MS = 60_000;
const TEN_YEARS_MINUTES = 5_256_000;

const OfflineDevice = ListedDevice.omit({ firmware_version: true }).extend({
  minutes_since_seen: z.int().optional().describe('Whole minutes; absent when never seen.'),
});

export const getOfflineDevices = defineTool({
  name: 'get_offline_devices',
  title: 'Devices out of contact',
  description:
    'Devices whose last heartbeat is older than a threshold or that never sent one, longest first; decommissioned ' +
    'devices are left out. Goes by heartbeats: status is what was set last.',
  access: 'read',
  input: z.strictObject({
    minutes_threshold: z
      .number()
      .min(0)
      .max(TEN_YEARS_MINUTES)
      .default(10)
      .describe('Unseen for more minutes than this.'),
    ...placeInput,
    ...pageInput,
  }),
  output: z.object({ devices: z.array(OfflineDevice), ...pageOutput }),
  async run({ minutes_threshold, limit, offset, ...place }, { deps: { store }, time }) {
    const nowMs = time.nowMs();
    const { devices, total } = await store.offlineDevices(
      await resolvePlace(store, place),
      nowMs - minutes_threshold * MINUTE_MS,
      { limit, offset },
    );
    const { shown, page } = pageOf(
      devices.map((device) => {
        const { last_seen_ms } = device;
        const { firmware_version: _, ...listed } = listedDevice(device, time);
        if (last_seen_ms === undefined) return listed;
        return { ...listed, minutes_since_seen: Math.floor((nowMs - last_seen_ms) / MINUTE_MS) };
      }),
      total,
      { limit, offset },
    );
    return { devices: shown, ...page };
  },
});
