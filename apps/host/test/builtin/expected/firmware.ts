import { call, type Expected } from './expected.ts';

/** The first calls of every example, by family. */
export const FIRMWARE: Expected = {
  'roll-out paused, resumed or cancelled': [
    [
      'Pause ROLLOUT-7K3QZ9M2WX because the building is in use',
      call('control_firmware_rollout', {
        rollout_id: 'ROLLOUT-7K3QZ9M2WX',
        action: 'pause',
        reason: 'the building is in use',
      }),
    ],
    ['pause the rollout', call('get_firmware_rollout', {})],
    ['please resume the firmware roll-out', call('get_firmware_rollout', {})],
    [
      'cancel ROLLOUT-7K3QZ9M2WX',
      call('control_firmware_rollout', {
        rollout_id: 'ROLLOUT-7K3QZ9M2WX',
        action: 'cancel',
        reason: 'A person asked for it.',
      }),
    ],
    ['cancel the rollout', call('get_firmware_rollout', {})],
  ],
  'firmware job cancelled': [
    [
      'Cancel JOB-7K3QZ9M2WX because the door is in use',
      call('cancel_firmware_job', { job_id: 'JOB-7K3QZ9M2WX', reason: 'the door is in use' }),
    ],
    [
      'please abort firmware job JOB-7K3QZ9M2WX',
      call('cancel_firmware_job', { job_id: 'JOB-7K3QZ9M2WX', reason: 'A person asked for it.' }),
    ],
    ['cancel the firmware job'],
  ],
  'plan of a roll-out': [
    [
      'Plan firmware 2.4.1 for the temperature sensors in building North',
      call('plan_firmware_rollout', { building: 'North', device_type: 'temperature_sensor', target_version: '2.4.1' }),
    ],
    ['Who would get firmware 2.4.1 on floor 3?', call('plan_firmware_rollout', { floor: 3, target_version: '2.4.1' })],
    [
      'Which devices would be updated to version 2.4.1 in building South?',
      call('plan_firmware_rollout', { building: 'South', target_version: '2.4.1' }),
    ],
    [
      'what would happen if I pushed firmware 2.4.1 to the door locks?',
      call('plan_firmware_rollout', { device_type: 'door_lock', target_version: '2.4.1' }),
    ],
    [
      'dry run of firmware 2.4.1 for all CO2 sensors',
      call('plan_firmware_rollout', { device_type: 'co2_sensor', target_version: '2.4.1' }),
    ],
  ],
  'how a roll-out goes': [
    ['How is the rollout going?', call('get_firmware_rollout', {})],
    ['status of the firmware roll-out', call('get_firmware_rollout', {})],
    ['Is ROLLOUT-7K3QZ9M2WX finished?', call('get_firmware_rollout', { rollout_id: 'ROLLOUT-7K3QZ9M2WX' })],
    ['show rollout progress', call('get_firmware_rollout', {})],
    ['did the roll-out fail?', call('get_firmware_rollout', {})],
  ],
  'firmware jobs': [
    ['Which firmware jobs failed?', call('get_firmware_jobs', { status: 'failed', limit: 20 })],
    ['firmware jobs of DEV-HVAC-0002', call('get_firmware_jobs', { device_id: 'DEV-HVAC-0002', limit: 20 })],
    ['show running firmware updates', call('get_firmware_jobs', { status: 'in_progress', limit: 20 })],
    ['Which update jobs are queued?', call('get_firmware_jobs', { status: 'queued', limit: 20 })],
    ['status of JOB-7K3QZ9M2WX', call('get_firmware_jobs', { job_id: 'JOB-7K3QZ9M2WX', limit: 20 })],
    ['firmware update history of DEV-LOCK-0003', call('get_firmware_jobs', { device_id: 'DEV-LOCK-0003', limit: 20 })],
  ],
  'devices behind in firmware': [
    ['Which devices are behind on firmware?', call('list_devices', { limit: 200 })],
    [
      'outdated door locks in building North',
      call('list_devices', { building: 'North', device_type: 'door_lock', limit: 200 }),
    ],
    [
      'Which temperature sensors need a firmware update?',
      call('list_devices', { device_type: 'temperature_sensor', limit: 200 }),
    ],
    ['devices on floor 3 that are not up to date', call('list_devices', { floor: 3, limit: 200 })],
    ['Are there outdated firmware versions on floor 3?', call('list_devices', { floor: 3, limit: 200 })],
  ],
  'status of a device set': [
    [
      'Mark DEV-CO2-0001 as degraded because it drifts',
      call('update_device_status', { device_id: 'DEV-CO2-0001', new_status: 'degraded', reason: 'it drifts' }),
    ],
    [
      'set the status of DEV-CO2-0010 to decommissioned',
      call('update_device_status', {
        device_id: 'DEV-CO2-0010',
        new_status: 'decommissioned',
        reason: 'A person asked for it.',
      }),
    ],
    [
      'update status of DEV-CO2-0010 to online',
      call('update_device_status', {
        device_id: 'DEV-CO2-0010',
        new_status: 'online',
        reason: 'A person asked for it.',
      }),
    ],
    ['mark the sensor as offline'],
  ],
};
