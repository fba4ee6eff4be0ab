/** What real devices publish under `homeassistant/…/config`, by topic. */

export const ZIGBEE2MQTT = {
  'homeassistant/sensor/0x00158d0001dc1234/temperature/config': {
    availability: [
      { topic: 'zigbee2mqtt/bridge/state', value_template: '{{ value_json.state }}' },
      { topic: 'zigbee2mqtt/Living room sensor/availability', value_template: '{{ value_json.state }}' },
    ],
    availability_mode: 'all',
    device: {
      identifiers: ['zigbee2mqtt_0x00158d0001dc1234'],
      manufacturer: 'Aqara',
      model: 'Temperature and humidity sensor (WSDCGQ11LM)',
      name: 'Living room sensor',
      sw_version: '3000-0001',
      via_device: 'zigbee2mqtt_bridge_0x00124b0018e1c0de',
    },
    device_class: 'temperature',
    enabled_by_default: true,
    object_id: 'living_room_sensor_temperature',
    origin: { name: 'Zigbee2MQTT', sw: '1.40.0', url: 'https://www.zigbee2mqtt.io' },
    state_class: 'measurement',
    state_topic: 'zigbee2mqtt/Living room sensor',
    unique_id: '0x00158d0001dc1234_temperature_zigbee2mqtt',
    unit_of_measurement: '°C',
    value_template: '{{ value_json.temperature }}',
  },
  'homeassistant/sensor/0x00158d0001dc1234/linkquality/config': {
    device: { identifiers: ['zigbee2mqtt_0x00158d0001dc1234'], name: 'Living room sensor' },
    state_class: 'measurement',
    state_topic: 'zigbee2mqtt/Living room sensor',
    unique_id: '0x00158d0001dc1234_linkquality_zigbee2mqtt',
    unit_of_measurement: 'lqi',
    value_template: '{{ value_json.linkquality }}',
  },
  'homeassistant/binary_sensor/0x00158d0001dc1234/occupancy/config': {
    device: { identifiers: ['zigbee2mqtt_0x00158d0001dc1234'], name: 'Living room sensor' },
    device_class: 'occupancy',
    payload_off: false,
    payload_on: true,
    state_topic: 'zigbee2mqtt/Living room sensor',
    unique_id: '0x00158d0001dc1234_occupancy_zigbee2mqtt',
    value_template: '{{ value_json.occupancy }}',
  },
  'homeassistant/switch/0x00158d0001dc1234/switch/config': {
    device: { identifiers: ['zigbee2mqtt_0x00158d0001dc1234'] },
    command_topic: 'zigbee2mqtt/Living room sensor/set',
    state_topic: 'zigbee2mqtt/Living room sensor',
    value_template: '{{ value_json.state }}',
  },
};

/** With `SetOption19`; the device is described by its status sensor only. */
export const TASMOTA = {
  'homeassistant/sensor/4A5B6C_ENERGY_Power/config': {
    name: 'Boiler ENERGY Power',
    stat_t: '~SENSOR',
    avty_t: '~LWT',
    pl_avail: 'Online',
    pl_not_avail: 'Offline',
    uniq_id: '4A5B6C_ENERGY_Power',
    dev: { ids: ['4A5B6C'] },
    '~': 'tele/boiler/',
    unit_of_meas: 'W',
    dev_cla: 'power',
    frc_upd: true,
    val_tpl: "{{value_json['ENERGY']['Power']}}",
  },
  'homeassistant/sensor/4A5B6C_ENERGY_Total/config': {
    name: 'Boiler ENERGY Total',
    stat_t: '~SENSOR',
    avty_t: '~LWT',
    pl_avail: 'Online',
    pl_not_avail: 'Offline',
    uniq_id: '4A5B6C_ENERGY_Total',
    dev: { ids: ['4A5B6C'] },
    '~': 'tele/boiler/',
    unit_of_meas: 'kWh',
    dev_cla: 'energy',
    val_tpl: "{{value_json['ENERGY']['Total']}}",
  },
  'homeassistant/sensor/4A5B6C_status/config': {
    name: 'Boiler status',
    stat_t: '~HASS_STATE',
    uniq_id: '4A5B6C_status',
    '~': 'tele/boiler/',
    val_tpl: "{{value_json['RSSI']}}",
    unit_of_meas: '%',
    dev: { ids: ['4A5B6C'], name: 'Boiler', mdl: 'Sonoff Pow', sw: '8.5.1(tasmota)', mf: 'Tasmota' },
  },
};

/** Plain states, and the identifier as one text. */
export const ESPHOME = {
  'homeassistant/sensor/office/office_co2/config': {
    dev_cla: 'carbon_dioxide',
    unit_of_meas: 'ppm',
    stat_cla: 'measurement',
    name: 'Office CO2',
    ic: 'mdi:molecule-co2',
    stat_t: 'office/sensor/office_co2/state',
    avty_t: 'office/status',
    uniq_id: 'ESPsensoroffice_co2',
    exp_aft: 120,
    dev: {
      ids: '84f3eb123456',
      name: 'office',
      sw: 'esphome v2024.6.1 Jun 20 2024, 10:00:00',
      mdl: 'esp32dev',
      mf: 'espressif',
    },
  },
};

/** Device-based: one message for all components. */
export const SHELLY = {
  'homeassistant/device/shellypro3em-a0dd6c/config': {
    dev: {
      ids: ['shellypro3em-a0dd6c'],
      cns: [['mac', 'A0:DD:6C:11:22:33']],
      name: 'Meter floor 2',
      mf: 'Shelly',
      mdl: 'Pro 3EM',
      sw: '1.4.4',
    },
    o: { name: 'Shelly', sw: '1.4.4' },
    '~': 'shellypro3em-a0dd6c',
    state_topic: '~/status/em:0',
    avty_t: '~/online',
    pl_avail: 'true',
    pl_not_avail: 'false',
    cmps: {
      a_act_power: {
        p: 'sensor',
        dev_cla: 'power',
        unit_of_meas: 'W',
        val_tpl: '{{ value_json.a_act_power }}',
        uniq_id: 'shellypro3em-a0dd6c-a',
      },
      b_act_power: {
        p: 'sensor',
        dev_cla: 'power',
        unit_of_meas: 'W',
        val_tpl: '{{ value_json.b_act_power }}',
        uniq_id: 'shellypro3em-a0dd6c-b',
      },
      total: {
        p: 'sensor',
        dev_cla: 'energy',
        unit_of_meas: 'Wh',
        stat_t: '~/status/emdata:0',
        val_tpl: '{{ value_json.total_act | float(0) }}',
        uniq_id: 'shellypro3em-a0dd6c-t',
      },
      restart: { p: 'button', command_topic: '~/rpc', uniq_id: 'shellypro3em-a0dd6c-r' },
    },
  },
};
