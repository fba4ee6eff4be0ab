import { getDevice } from './get-device.ts';
import { getOfflineDevices } from './get-offline-devices.ts';
import { listDevices } from './list-devices.ts';
import { listZones } from './list-zones.ts';
import { updateDeviceStatus } from './update-device-status.ts';

export const tools = [getDevice, getOfflineDevices, listDevices, listZones, updateDeviceStatus];
