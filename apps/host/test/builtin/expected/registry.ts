import { call, type Expected } from './expected.ts';

/** The first calls of every example, by family. */
export const REGISTRY: Expected = {
  'firmware to be installed': [
    [
      'Push firmware version 2.4.1 to all temperature sensors in Building North.',
      call('plan_firmware_rollout', {
        building: 'North',
        device_type: 'temperature_sensor',
        target_version: '2.4.1',
      }),
    ],
    [
      'Update the firmware of DEV-HVAC-0002 to 3.1.0',
      call('plan_firmware_rollout', { device_ids: ['DEV-HVAC-0002'], target_version: '3.1.0' }),
    ],
    [
      'Upgrade all door locks to version 1.9.0',
      call('plan_firmware_rollout', { device_type: 'door_lock', target_version: '1.9.0' }),
    ],
    [
      'Roll out firmware 2.4.1 to the CO2 sensors on floor 3',
      call('plan_firmware_rollout', { device_type: 'co2_sensor', floor: 3, target_version: '2.4.1' }),
    ],
    [
      'Downgrade the firmware of DEV-HVAC-0002 to 3.0.0',
      call('plan_firmware_rollout', {
        device_ids: ['DEV-HVAC-0002'],
        allow_downgrade: true,
        target_version: '3.0.0',
      }),
    ],
  ],
  'anomalous readings': [
    [
      'Are there any anomalous vibration readings from the HVAC units today?',
      call('detect_anomalies', { device_type: 'hvac_controller', metric: 'vibration_mms', start: 'today' }),
    ],
    [
      'anything unusual about the CO2 in Zone A yesterday?',
      call('detect_anomalies', { zone_id: 'Zone A', metric: 'co2_ppm', start: 'yesterday' }),
    ],
    [
      'Check DEV-VIB-0001 for vibration anomalies this week',
      call('detect_anomalies', { device_id: 'DEV-VIB-0001', metric: 'vibration_mms', start: 'this_week' }),
    ],
    [
      'temperature outliers in building South',
      call('detect_anomalies', { building: 'South', metric: 'temperature', start: 'today' }),
    ],
    [
      'strange power values from the smart meters on floor 2',
      call('detect_anomalies', { floor: 2, device_type: 'smart_meter', metric: 'power_kw', start: 'today' }),
    ],
  ],
  'low batteries': [
    [
      'Which sensors in Zone A have a low battery?',
      call('get_zone_snapshot', { zone_id: 'Zone A', metrics: ['battery_pct'] }),
    ],
    ['batteries below 30 % in building North', call('list_devices', { building: 'North', limit: 100 })],
    ['Which batteries need to be replaced on floor 2?', call('list_devices', { floor: 2, limit: 100 })],
  ],
  'weak radio signals': [
    [
      'Which devices in conference room 3B have a weak signal?',
      call('get_zone_snapshot', { zone_id: 'conference room 3B', metrics: ['rssi_dbm'] }),
    ],
    ['poor RSSI in building South', call('list_devices', { building: 'South', limit: 100 })],
    ['signal strength below -85 dBm on floor 4', call('list_devices', { floor: 4, limit: 100 })],
  ],
  'rooms above or below a limit': [
    [
      'Which rooms have CO2 above 1000 ppm on floor 3?',
      call('list_devices', { floor: 3, device_type: 'co2_sensor', limit: 80 }),
    ],
    [
      'rooms in building North colder than 19 °C',
      call('list_devices', { building: 'North', device_type: 'temperature_sensor', limit: 80 }),
    ],
    [
      'Is any room on the second floor over 26 degrees warm?',
      call('list_devices', { floor: 2, device_type: 'temperature_sensor', limit: 80 }),
    ],
    ['Which zones have humidity below 30 %?', call('list_devices', { device_type: 'humidity_sensor', limit: 80 })],
    ['which rooms are above 25 C', call('list_devices', { device_type: 'temperature_sensor', limit: 80 })],
    ['rooms above 77°F', call('list_devices', { device_type: 'temperature_sensor', limit: 80 })],
    ['rooms with more than 800 ppm', call('list_devices', { device_type: 'co2_sensor', limit: 80 })],
  ],
  'rooms with the highest or lowest value': [
    [
      'Which rooms on floor 3 are hottest?',
      call('list_devices', { floor: 3, device_type: 'temperature_sensor', limit: 80 }),
    ],
    [
      'most humid room in building South',
      call('list_devices', { building: 'South', device_type: 'humidity_sensor', limit: 80 }),
    ],
    [
      "What's the warmest room in building North?",
      call('list_devices', { building: 'North', device_type: 'temperature_sensor', limit: 80 }),
    ],
    [
      'where is the CO2 highest on the second floor?',
      call('list_devices', { floor: 2, device_type: 'co2_sensor', limit: 80 }),
    ],
    ['Which room has the lowest temperature?', call('list_devices', { device_type: 'temperature_sensor', limit: 80 })],
    [
      'Which meeting rooms are free on floor 3?',
      call('list_devices', { floor: 3, device_type: 'occupancy_sensor', limit: 80 }),
    ],
    ['Which conference room has the highest CO2?', call('list_devices', { device_type: 'co2_sensor', limit: 80 })],
    ['Which rooms are empty?', call('list_devices', { device_type: 'occupancy_sensor', limit: 80 })],
  ],
  'metric of a floor or building now': [
    [
      'What is the temperature on floor 2?',
      call('list_devices', { floor: 2, device_type: 'temperature_sensor', limit: 80 }),
    ],
    ['CO2 levels in building North', call('list_devices', { building: 'North', device_type: 'co2_sensor', limit: 80 })],
    [
      'humidity on the third floor of building South',
      call('list_devices', { building: 'South', floor: 3, device_type: 'humidity_sensor', limit: 80 }),
    ],
    [
      'average temperature of building north',
      call('list_devices', { building: 'north', device_type: 'temperature_sensor', limit: 80 }),
    ],
    ['how many people are on floor 2?', call('list_devices', { floor: 2, device_type: 'occupancy_sensor', limit: 80 })],
    [
      'How many people are in the building right now?',
      call('list_devices', { device_type: 'occupancy_sensor', limit: 80 }),
    ],
    ['co2 in all conference rooms', call('list_devices', { device_type: 'co2_sensor', limit: 80 })],
    [
      'temperature floor 2 south',
      call('list_devices', { building: 'south', floor: 2, device_type: 'temperature_sensor', limit: 80 }),
    ],
    ['temperature everywhere', call('list_devices', { device_type: 'temperature_sensor', limit: 80 })],
  ],
  'firmware of a device': [
    ['What is the firmware version of DEV-HVAC-0002?', call('get_device', { device_id: 'DEV-HVAC-0002' })],
    ['Which version does CO2 Sensor 3B run?', call('get_device', { device_id: 'CO2 Sensor 3B' })],
    ['firmware of DEV-LOCK-0003', call('get_device', { device_id: 'DEV-LOCK-0003' })],
  ],
  'firmware versions in use': [
    [
      'Which firmware versions do the HVAC controllers in building North run?',
      call('list_devices', { building: 'North', device_type: 'hvac_controller', limit: 60 }),
    ],
    ['firmware overview of all door locks', call('list_devices', { device_type: 'door_lock', limit: 60 })],
    ['Which devices run firmware 2.4.0?', call('list_devices', { limit: 60 })],
    [
      'List temperature sensors with firmware 2.3.0 in building South',
      call('list_devices', { building: 'South', device_type: 'temperature_sensor', limit: 60 }),
    ],
    ['fw locks fl 2', call('list_devices', { device_type: 'door_lock', floor: 2, limit: 60 })],
  ],
  'whether a device is in contact': [
    ['Is DEV-HVAC-0002 online?', call('get_device', { device_id: 'DEV-HVAC-0002' })],
    ['When was DEV-TEMP-0001 last seen?', call('get_device', { device_id: 'DEV-TEMP-0001' })],
    ['Is CO2 Sensor 3B offline?', call('get_device', { device_id: 'CO2 Sensor 3B' })],
    ['last heartbeat of DEV-LOCK-0003', call('get_device', { device_id: 'DEV-LOCK-0003' })],
    ['Does DEV-VIB-0001 still respond?', call('get_device', { device_id: 'DEV-VIB-0001' })],
    ['When did DEV-CO2-0010 last report?', call('get_device', { device_id: 'DEV-CO2-0010' })],
  ],
  'where a device is': [
    ['Where is DEV-CO2-0017?', call('get_device', { device_id: 'DEV-CO2-0017' })],
    ['location of DEV-HVAC-0002', call('get_device', { device_id: 'DEV-HVAC-0002' })],
    ['In which room is CO2 Sensor 3B?', call('get_device', { device_id: 'CO2 Sensor 3B' })],
    ['Where can I find meter DEV-MTR-0007?', call('get_device', { device_id: 'DEV-MTR-0007' })],
  ],
  'make, model and address of a device': [
    ['What is the IP address of DEV-CO2-0017?', call('get_device', { device_id: 'DEV-CO2-0017' })],
    ['MAC of DEV-LOCK-0003', call('get_device', { device_id: 'DEV-LOCK-0003' })],
    ['Who makes DEV-HVAC-0002?', call('get_device', { device_id: 'DEV-HVAC-0002' })],
    ['model of DEV-MTR-0007', call('get_device', { device_id: 'DEV-MTR-0007' })],
    ['hardware revision of CO2 Sensor 3B', call('get_device', { device_id: 'CO2 Sensor 3B' })],
  ],
  'details of a device': [
    ['Tell me about CO2 Sensor 3B', call('get_device', { device_id: 'CO2 Sensor 3B' })],
    ['details of DEV-CO2-0017', call('get_device', { device_id: 'DEV-CO2-0017' })],
    ['status of dev-hvac-0003', call('get_device', { device_id: 'dev-hvac-0003' })],
    ['DEV-TEMP-0001', call('get_device', { device_id: 'DEV-TEMP-0001' })],
    ['What kind of device is OFFICE-1?', call('get_device', { device_id: 'OFFICE-1' })],
  ],
  'offline devices of a zone': [
    [
      'Show me all devices in Zone A that have been offline for more than 10 minutes.',
      call('get_offline_devices', { minutes_threshold: 10, zone_id: 'Zone A' }),
    ],
    [
      'Which sensors in conference room 3B are offline?',
      call('get_offline_devices', { zone_id: 'conference room 3B' }),
    ],
    [
      'devices in the lobby not responding for 2 hours',
      call('get_offline_devices', { minutes_threshold: 120, zone_id: 'lobby' }),
    ],
    [
      'Which CO2 sensors in Zone A have been silent for over half an hour?',
      call('get_offline_devices', { minutes_threshold: 30, zone_id: 'Zone A' }),
    ],
  ],
  'offline devices of a building': [
    ['Which devices in building North are offline?', call('get_offline_devices', { building: 'North' })],
    [
      'devices unreachable for half an hour in the south building',
      call('get_offline_devices', { minutes_threshold: 30, building: 'south' }),
    ],
    ['How many sensors are down on floor 3 of building North?', call('get_offline_devices', { building: 'North' })],
    ['offline south', call('get_offline_devices', { building: 'south' })],
  ],
  'offline devices anywhere': [
    ['offline devices', call('get_offline_devices', {})],
    ['How many devices are offline?', call('get_offline_devices', {})],
    ['Which devices have not been seen for more than a day?', call('get_offline_devices', { minutes_threshold: 1440 })],
    ['Are any smart meters offline?', call('get_offline_devices', {})],
    ['Is anything down on floor 2?', call('get_offline_devices', {})],
    ['show ofline devics', call('get_offline_devices', {})],
    ['devices not seen since yesterday', call('get_offline_devices', { minutes_threshold: 2045 })],
  ],
  'where and how large a room is': [
    ['Where is conference room 3B?', call('list_zones', { query: 'conference room 3B', limit: 20 })],
    ['How big is the cafeteria?', call('list_zones', { query: 'cafeteria', limit: 20 })],
    ['On which floor is the Server Room?', call('list_zones', { query: 'Server Room', limit: 20 })],
    ['Which building is Zone A in?', call('list_zones', { query: 'Zone A', limit: 20 })],
    ['find the executive suite', call('list_zones', { query: 'executive suite', limit: 20 })],
  ],
  buildings: [
    ['Which buildings are there?', call('list_zones', { limit: 100 })],
    ['list all buildings', call('list_zones', { limit: 100 })],
    ['How many buildings do you know?', call('list_zones', { limit: 100 })],
    ['How many floors does building south have?', call('list_zones', { building: 'south', limit: 100 })],
    ['how big is building north', call('list_zones', { building: 'north', limit: 100 })],
  ],
  'zones of a building or floor': [
    ['Which zones are there in building North?', call('list_zones', { building: 'North', limit: 100 })],
    ['list the rooms on floor 3', call('list_zones', { floor: 3, limit: 100 })],
    ['How many rooms does building South have?', call('list_zones', { building: 'South', limit: 100 })],
    ['all zones', call('list_zones', { limit: 100 })],
    [
      'rooms on floors 2 and 3',
      call('list_zones', { floor: 2, limit: 100 }),
      call('list_zones', { floor: 3, limit: 100 }),
    ],
    ['floor 3', call('list_zones', { floor: 3, limit: 100 })],
  ],
  'how many devices': [
    [
      'How many temperature sensors are there in building North?',
      call('list_devices', { building: 'North', device_type: 'temperature_sensor', limit: 1 }),
    ],
    ['count the door locks', call('list_devices', { device_type: 'door_lock', limit: 1 })],
    ['How many devices are in Zone A?', call('list_devices', { zone_id: 'Zone A', limit: 1 })],
    [
      'number of smart meters on floors 2 and 3',
      call('list_devices', { device_type: 'smart_meter', floor: 2, limit: 1 }),
      call('list_devices', { device_type: 'smart_meter', floor: 3, limit: 1 }),
    ],
    ['How many devices are online?', call('list_devices', { status: 'online', limit: 1 })],
  ],
  'devices found by words': [
    ['Find devices called "Thermostat"', call('list_devices', { query: 'Thermostat', limit: 20 })],
    ['search for devices named "Cooling"', call('list_devices', { query: 'Cooling', limit: 20 })],
    ['Which device is named "Lobby CO2"?', call('list_devices', { query: 'Lobby CO2', limit: 20 })],
  ],
  'list of devices': [
    [
      'List all smart meters in building SOUTH on floor 2',
      call('list_devices', { building: 'SOUTH', device_type: 'smart_meter', floor: 2, limit: 20 }),
    ],
    ['Show me the devices in conference room 3B', call('list_devices', { zone_id: 'conference room 3B', limit: 20 })],
    ['Which devices have the status error?', call('list_devices', { status: 'error', limit: 20 })],
    ['degraded devices in building North', call('list_devices', { building: 'North', status: 'degraded', limit: 20 })],
    ['all HVAC units', call('list_devices', { device_type: 'hvac_controller', limit: 20 })],
    ['Which devices are being updated (updating)?', call('list_devices', { status: 'updating', limit: 20 })],
    ['What sensors are there on the third floor?', call('list_devices', { floor: 3, limit: 20 })],
    ['list decommissioned devices', call('list_devices', { status: 'decommissioned', limit: 20 })],
  ],
  'devices in trouble': [
    [
      'Which devices have problems?',
      call('get_offline_devices', {}),
      call('list_devices', { status: 'error', limit: 20 }),
      call('list_devices', { status: 'degraded', limit: 20 }),
    ],
    [
      'which device is not working?',
      call('get_offline_devices', {}),
      call('list_devices', { status: 'error', limit: 20 }),
      call('list_devices', { status: 'degraded', limit: 20 }),
    ],
    [
      "what's wrong in building north?",
      call('get_offline_devices', { building: 'north' }),
      call('list_devices', { building: 'north', status: 'error', limit: 20 }),
      call('list_devices', { building: 'north', status: 'degraded', limit: 20 }),
    ],
    [
      'Is everything ok?',
      call('get_offline_devices', {}),
      call('list_devices', { status: 'error', limit: 20 }),
      call('list_devices', { status: 'degraded', limit: 20 }),
    ],
    [
      'list all offline and degraded devices',
      call('get_offline_devices', {}),
      call('list_devices', { status: 'error', limit: 20 }),
      call('list_devices', { status: 'degraded', limit: 20 }),
    ],
    [
      'any issues in Zone A?',
      call('get_offline_devices', { zone_id: 'Zone A' }),
      call('list_devices', { zone_id: 'Zone A', status: 'error', limit: 20 }),
      call('list_devices', { zone_id: 'Zone A', status: 'degraded', limit: 20 }),
    ],
  ],
};
