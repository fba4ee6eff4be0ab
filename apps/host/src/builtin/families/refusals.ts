import { type Family, talk } from '../family.ts';

const POLITE = String.raw`^(?:(?:please|can you|could you|would you|will you|i want you to|i'd like you to|kindly|now|and)[,\s]+)*`;
const COMMANDS = String.raw`(?:turn|switch|dim|reset|restart|reboot|unlock|disable|enable|acknowledge|decommission|rename|delete|remove|raise|increase|decrease|mark|set)\b(?!\s+of\b)|(?:open|close|lock|start|stop|change|lower)\s+(?:the|all|a|an|every|dev-)`;
const CONTROL = new RegExp(`${POLITE}(?:${COMMANDS})`);

const control = talk(
  'control of devices',
  [
    'Turn off the lights in the lobby',
    'Please set the temperature in Zone A to 21 °C',
    'Can you unlock the door of conference room 3B?',
    'reset DEV-HVAC-0002',
    'Delete DEV-CO2-0017',
  ],
  ({ words }) => CONTROL.test(words),
  () =>
    'I cannot control or change anything: I only read, and nothing was changed.\nI can tell what a device or room reports now, for example "details of DEV-HVAC-0002" or "all readings in Zone A".',
);

const alarms = talk(
  'alarms',
  ['Are there any active alarms?', 'Show me the critical alerts in building North', 'alarm history of yesterday'],
  ({ words }) => /\b(?:alarms?|alerts?|notifications?)\b/.test(words),
  () =>
    'I have no alarms: there is no alert server here yet.\nI can list "offline devices", "rooms with CO2 above 1000 ppm on floor 3" or "stale readings in Zone A".',
);

const forecast = talk(
  'forecasts',
  [
    'What will the temperature in the lobby be tomorrow?',
    'Forecast the energy of building North for next week',
    'Predict the CO2 in Zone A',
  ],
  ({ words, future }) => future || /\b(?:forecasts?|predict\w*|will (?:it|the|there|we))\b/.test(words),
  () =>
    'I cannot look into the future: I only read what has been measured.\nAsk for the past instead, for example "temperature trend in the lobby over the last 24 hours".',
);

const cost = talk(
  'costs and emissions',
  [
    'What did the energy of building North cost last month?',
    'energy bill of floor 3',
    'carbon footprint of building South last week',
    'CO2 emissions of Zone A yesterday',
  ],
  ({ words }) =>
    /\b(?:costs?|price|bills?|euros?|dollars?|expensive|tariff|money|footprint|emissions?)\b|[€$£]/.test(words),
  () =>
    'I know no prices and no emission factors, so I can give neither costs nor emissions.\nI can give the kWh, for example "energy report for building North last month".',
);

const meterEnergy = talk(
  'energy of a single meter over a time',
  ['How much energy did DEV-MTR-0007 count yesterday?', 'energy of meter DEV-MTR-0001 last week'],
  ({ metrics, devices, spans }) => metrics.includes('energy_kwh') && devices.length > 0 && spans.length > 0,
  () =>
    'I give energy over a time by building, floor or zone, or for all meters side by side, since only the energy report takes care of resets and gaps.\nAsk for example "energy of Zone A yesterday" or "which meters used most energy yesterday".',
);

export const refusals: readonly Family[] = [control, forecast, alarms, cost, meterEnergy];
