import { family, type Family } from '../family.ts';
import { faultsOf, isNotFound, resultOf, resultsOf, type Outcome, type ToolRequest } from '../outcome.ts';
import { plural, typeWord } from '../present/amount.ts';
import { deviceName, deviceTable } from '../present/device.ts';
import { inPlace } from '../present/place.ts';
import { table } from '../present/table.ts';
import { Device, DeviceList } from '../wire.ts';
import { type Fleet, fleet, FIRMWARE } from './firmware-fleet.ts';

const MAX_DEVICES = 60;

function listCall({ zone_id, building, device_type, floor }: Fleet): ToolRequest {
  const place = { ...(zone_id !== undefined && { zone_id }), ...(building !== undefined && { building }) };
  const kind = { ...(device_type !== undefined && { device_type }), ...(floor !== undefined && { floor }) };
  return { tool: 'list_devices', arguments: { ...place, ...kind, limit: MAX_DEVICES } };
}

function fleetWords({ zone_id, building, device_type, floor }: Fleet, total: number): string {
  const type = total === 1 ? typeWord(device_type).replace(/s$/, '') : typeWord(device_type);
  return `${type}${inPlace({ zone_id, floors: floor === undefined ? [] : [floor], building })}`;
}

const ofDevice = family<{ device: string }>({
  name: 'firmware of a device',
  examples: [
    'What is the firmware version of DEV-HVAC-0002?',
    'Which version does CO2 Sensor 3B run?',
    'firmware of DEV-LOCK-0003',
  ],
  match(sentence) {
    const [device] = sentence.devices;
    return device !== undefined && FIRMWARE.test(sentence.words) ? { device } : undefined;
  },
  plan: ({ device }) => [{ tool: 'get_device', arguments: { device_id: device } }],
  next: ({ device }, outcomes) =>
    outcomes.length === 1 && isNotFound(outcomes[0])
      ? [{ tool: 'list_devices', arguments: { query: device, limit: 5 } }]
      : [],
  present(_intent, outcomes) {
    const device = resultOf(outcomes[0], Device);
    const list = resultsOf(outcomes, 'list_devices', DeviceList)[0]?.devices ?? [];
    if (device === undefined && list.length === 0) return faultsOf(outcomes.slice(0, 1));
    return (device === undefined ? list : [device])
      .map((one) => `${deviceName(one)} runs firmware ${one.firmware_version ?? 'unknown'}.`)
      .join('\n');
  },
});

const versions = family<Fleet>({
  name: 'firmware versions in use',
  examples: [
    'Which firmware versions do the HVAC controllers in building North run?',
    'firmware overview of all door locks',
    'Which devices run firmware 2.4.0?',
    'List temperature sensors with firmware 2.3.0 in building South',
    'fw locks fl 2',
  ],
  match: (sentence) => (FIRMWARE.test(sentence.words) && sentence.metrics.length === 0 ? fleet(sentence) : undefined),
  plan: (intent) => [listCall(intent)],
  present: presentVersions,
});

interface VersionCount {
  readonly type: string;
  readonly version: string;
  readonly count: number;
}

/** By type, the highest version first. */
function versionCounts(devices: readonly Device[]): VersionCount[] {
  const counts = new Map<string, VersionCount>();
  for (const { device_type: type, firmware_version: version = 'unknown' } of devices) {
    const key = `${type} ${version}`;
    counts.set(key, { type, version, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) =>
    a.type === b.type ? b.version.localeCompare(a.version, 'en', { numeric: true }) : a.type < b.type ? -1 : 1,
  );
}

function presentVersions(intent: Fleet, outcomes: readonly Outcome[]): string {
  const list = resultOf(outcomes[0], DeviceList);
  if (list === undefined) return faultsOf(outcomes);
  const { devices, total = devices.length } = list;
  const cut =
    devices.length < total
      ? [`  ${devices.length} of ${total} devices were looked at; name a type, floor or zone for the rest.`]
      : [];
  if (intent.version !== undefined) {
    const with_it = devices.filter(({ firmware_version }) => firmware_version === intent.version);
    const head = `${with_it.length} of ${plural(devices.length, 'device')} looked at ${with_it.length === 1 ? 'runs' : 'run'} firmware ${intent.version}`;
    return [with_it.length === 0 ? `${head}.` : `${head}:\n${deviceTable(with_it)}`, ...cut].join('\n');
  }
  const rows = versionCounts(devices);
  if (rows.length === 0) return `There are no ${fleetWords(intent, 0)}.`;
  const types = new Set(rows.map(({ type }) => type)).size;
  const [only, another] = rows;
  if (only !== undefined && another === undefined && cut.length === 0) {
    const every = total === 1 ? '1' : `All ${total}`;
    return `${every} ${fleetWords(intent, total)} ${total === 1 ? 'runs' : 'run'} firmware ${only.version}.`;
  }
  return [
    `${total} ${fleetWords(intent, total)} run ${plural(rows.length, 'firmware version')}${types > 1 ? ` across ${types} types` : ''}; the highest of each type comes first:`,
    table(
      ['Type', 'Firmware', 'Devices'],
      rows.map(({ type, version, count }) => [type, version, String(count)]),
    ),
    ...cut,
  ].join('\n');
}

export const firmware: readonly Family[] = [ofDevice, versions];
