import { cancelFirmwareJob } from './cancel-firmware-job.ts';
import { controlFirmwareRollout } from './control-firmware-rollout.ts';
import { getDevice } from './get-device.ts';
import { getFirmwareJobs } from './get-firmware-jobs.ts';
import { getFirmwareRollout } from './get-firmware-rollout.ts';
import { getOfflineDevices } from './get-offline-devices.ts';
import { initiateFirmwareUpdate } from './initiate-firmware-update.ts';
import { listDevices } from './list-devices.ts';
import { listZones } from './list-zones.ts';
import { planFirmwareRollout } from './plan-firmware-rollout.ts';
import { startFirmwareRollout } from './start-firmware-rollout.ts';
import { updateDeviceStatus } from './update-device-status.ts';

export const tools = [
  cancelFirmwareJob,
  controlFirmwareRollout,
  getDevice,
  getFirmwareJobs,
  getFirmwareRollout,
  getOfflineDevices,
  initiateFirmwareUpdate,
  listDevices,
  listZones,
  planFirmwareRollout,
  startFirmwareRollout,
  updateDeviceStatus,
];
