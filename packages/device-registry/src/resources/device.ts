import { fullDevice } from '../answers/device.ts';
import { defineResource } from '../deps.ts';

const MAX_LISTED = 10_000;
const MAX_COMPLETIONS = 100;

export const device = defineResource({
  name: 'device',
  title: 'Device',
  description: 'Everything known about one device, as get_device answers it.',
  mimeType: 'application/json',
  uriTemplate: 'device://{device_id}',
  read: async ({ device_id = '' }, { deps, time }) => fullDevice(await deps.store.resolveDevice(device_id), time),
  version: async ({ device_id = '' }, { deps }) => JSON.stringify(await deps.store.resolveDevice(device_id)),
  async list({ deps }) {
    const { devices } = await deps.store.listDevices({}, { limit: MAX_LISTED, offset: 0 });
    return devices.map(({ device_id, name }) => ({
      uri: `device://${encodeURIComponent(device_id)}`,
      name,
      title: name,
    }));
  },
  complete: {
    async device_id(typed, { deps }) {
      const { devices } = await deps.store.listDevices({ query: typed }, { limit: MAX_COMPLETIONS, offset: 0 });
      return devices.map(({ device_id }) => device_id);
    },
  },
});
