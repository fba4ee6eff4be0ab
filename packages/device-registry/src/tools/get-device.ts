import * as z from 'zod';
import { FullDevice, fullDevice } from '../answers/device.ts';
import { deviceInput } from '../arguments/device.ts';
import { defineTool } from '../deps.ts';

export const getDevice = defineTool({
  name: 'get_device',
  title: 'Device details',
  description: 'Everything known about one device. Find ids with list_devices.',
  access: 'read',
  input: z.strictObject(deviceInput),
  output: FullDevice,
  run: async ({ device_id }, { deps, time }) => fullDevice(await deps.store.resolveDevice(device_id), time),
});
