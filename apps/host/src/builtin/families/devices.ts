import type { BuildingTime } from '@nexus/models';
import { family, type Family } from '../family.ts';
import type { Sentence } from '../language/sentence.ts';
import { faultsOf, isNotFound, resultOf, resultsOf, type Outcome, type ToolRequest } from '../outcome.ts';
import { deviceName, deviceTable, lastSeenText, whereText } from '../present/device.ts';
import { Device, DeviceList } from '../wire.ts';

interface One {
  readonly device: string;
}

/** A name that is no id or exact name may still be found by its words. */
const oneDevice = {
  plan: ({ device }: One): ToolRequest[] => [{ tool: 'get_device', arguments: { device_id: device } }],
  next: ({ device }: One, outcomes: readonly Outcome[]): ToolRequest[] =>
    outcomes.length === 1 && isNotFound(outcomes[0])
      ? [{ tool: 'list_devices', arguments: { query: device, limit: 5 } }]
      : [],
};

function presentOne(outcomes: readonly Outcome[], show: (device: Device) => string): string {
  const device = resultOf(outcomes[0], Device);
  if (device !== undefined) return show(device);
  const [list] = resultsOf(outcomes, 'list_devices', DeviceList);
  const [only, another] = list?.devices ?? [];
  if (only !== undefined && another === undefined) return show(only);
  if (only === undefined) return faultsOf(outcomes.slice(0, 1));
  return `Several devices may be meant:\n${deviceTable(list?.devices ?? [], list?.total)}`;
}

function named(sentence: Sentence, pattern: RegExp): One | undefined {
  const [device] = sentence.devices;
  return device !== undefined && sentence.metrics.length === 0 && pattern.test(sentence.words) ? { device } : undefined;
}

const where = family<One>({
  name: 'where a device is',
  examples: [
    'Where is DEV-CO2-0017?',
    'location of DEV-HVAC-0002',
    'In which room is CO2 Sensor 3B?',
    'Where can I find meter DEV-MTR-0007?',
  ],
  match: (sentence) => named(sentence, /\b(?:where|locat\w+|which (?:room|zone|floor|building)|find)\b/),
  ...oneDevice,
  present: (_intent, outcomes) =>
    presentOne(
      outcomes,
      (device) => `${deviceName(device)} is in ${whereText(device)}; it is ${device.status ?? 'of unknown status'}.`,
    ),
});

const link = family<One>({
  name: 'whether a device is in contact',
  examples: [
    'Is DEV-HVAC-0002 online?',
    'When was DEV-TEMP-0001 last seen?',
    'Is CO2 Sensor 3B offline?',
    'last heartbeat of DEV-LOCK-0003',
    'Does DEV-VIB-0001 still respond?',
    'When did DEV-CO2-0010 last report?',
  ],
  match: (sentence) =>
    named(
      sentence,
      /\b(?:online|offline|alive|dead|down|seen|heard|heartbeat|respond\w*|reachable|contact|connected|working|reporting|last report\w*)\b/,
    ),
  ...oneDevice,
  present: (_intent, outcomes, time) =>
    presentOne(
      outcomes,
      (device) =>
        `${deviceName(device)} is ${device.status ?? 'of unknown status'}; last heartbeat ${lastSeenText(device, time)}.`,
    ),
});

const identity = family<One>({
  name: 'make, model and address of a device',
  examples: [
    'What is the IP address of DEV-CO2-0017?',
    'MAC of DEV-LOCK-0003',
    'Who makes DEV-HVAC-0002?',
    'model of DEV-MTR-0007',
    'hardware revision of CO2 Sensor 3B',
  ],
  match: (sentence) =>
    named(sentence, /\b(?:ip|mac|address|model|manufacturer|who (?:makes|made|built)|vendor|hardware|revision)\b/),
  ...oneDevice,
  present: (_intent, outcomes) =>
    presentOne(outcomes, (device) => {
      const {
        manufacturer = 'unknown',
        model_number = 'unknown',
        hardware_revision = 'unknown',
        ip_address = 'none known',
        mac_address = 'unknown',
      } = device;
      return [
        `${deviceName(device)}: ${manufacturer} ${model_number}, IP ${ip_address}, MAC ${mac_address}.`,
        `  hardware ${hardware_revision}, firmware ${device.firmware_version ?? 'unknown'}`,
      ].join('\n');
    }),
});

function deviceDetails(device: Device, time: BuildingTime): string {
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['type', device.device_type],
    ['firmware', device.firmware_version],
    ['hardware', device.hardware_revision],
    [
      'made by',
      device.manufacturer === undefined ? undefined : `${device.manufacturer} ${device.model_number ?? ''}`.trim(),
    ],
    ['IP', device.ip_address],
    ['MAC', device.mac_address],
    ['last heartbeat', lastSeenText(device, time)],
  ];
  const known = lines.flatMap(([label, text]) => (text === undefined ? [] : [`  ${label}: ${text}`]));
  return [`${deviceName(device)} is ${device.status ?? 'of unknown status'}, in ${whereText(device)}.`, ...known].join(
    '\n',
  );
}

const details = family<One>({
  name: 'details of a device',
  examples: [
    'Tell me about CO2 Sensor 3B',
    'details of DEV-CO2-0017',
    'status of dev-hvac-0003',
    'DEV-TEMP-0001',
    'What kind of device is OFFICE-1?',
  ],
  match(sentence) {
    const alone = sentence.words.split(' ').length <= 3;
    return sentence.spans.length > 0
      ? undefined
      : named(
          sentence,
          alone ? /./ : /\b(?:about|details?|info\w*|status|state|what|describe|show|everything|type|kind|health)\b/,
        );
  },
  ...oneDevice,
  present: (_intent, outcomes, time) => presentOne(outcomes, (device) => deviceDetails(device, time)),
});

export const aboutOneDevice: readonly Family[] = [link, where, identity, details];
