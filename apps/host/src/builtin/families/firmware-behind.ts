import { family, type Family } from '../family.ts';
import { faultsOf, resultOf, resultsOf, type ToolRequest } from '../outcome.ts';
import { plural, typeWord } from '../present/amount.ts';
import { whereText } from '../present/device.ts';
import { planText } from '../present/firmware.ts';
import { inPlace } from '../present/place.ts';
import { table } from '../present/table.ts';
import { FirmwarePlan } from '../wire-firmware.ts';
import { type Device, DeviceList } from '../wire.ts';
import { FIRMWARE, type Fleet, fleet } from './firmware-fleet.ts';

const MAX_DEVICES = 200;
const BEHIND =
  /\b(?:behind|outdated|out of date|not up to date|old(?:er|est)? (?:firmware|versions?|software)|(?:need|require|due for)\w* (?:an? )?(?:firmware )?(?:update|upgrade)|not (?:the )?(?:newest|latest|current))\b/;

/** Newest first by the numbers in it; a pre-release comes before its release. */
function compareVersions(a: string, b: string): number {
  const [coreA = '', preA] = a.split(/-(.*)/s);
  const [coreB = '', preB] = b.split(/-(.*)/s);
  const core = coreA.localeCompare(coreB, 'en', { numeric: true });
  if (core !== 0 || preA === preB) return core;
  if (preA === undefined) return 1;
  return preB === undefined ? -1 : preA.localeCompare(preB, 'en', { numeric: true });
}

function newestByType(devices: readonly Device[]): Map<string, string> {
  const newest = new Map<string, string>();
  for (const { device_type, firmware_version: version } of devices) {
    const known = newest.get(device_type);
    if (version !== undefined && (known === undefined || compareVersions(version, known) > 0))
      newest.set(device_type, version);
  }
  return newest;
}

const behind = family<Fleet>({
  name: 'devices behind in firmware',
  examples: [
    'Which devices are behind on firmware?',
    'outdated door locks in building North',
    'Which temperature sensors need a firmware update?',
    'devices on floor 3 that are not up to date',
    'Are there outdated firmware versions on floor 3?',
  ],
  match(sentence) {
    const { words, version, metrics, devices } = sentence;
    const about =
      FIRMWARE.test(words) || /\b(?:devices?|sensors?|locks?|controllers?|meters?|units?|lights?)\b/.test(words);
    if (!BEHIND.test(words) || !about || version !== undefined || metrics.length + devices.length > 0) return undefined;
    if (/\b(?:readings?|values?|data)\b/.test(words)) return undefined;
    const { zone_id, ...where } = fleet({
      ...sentence,
      places: sentence.places.filter((name) => !/^(?:behind|out|up|require|due)\b/i.test(name)),
    });
    return zone_id === undefined ? where : { ...where, zone_id };
  },
  plan: (intent): ToolRequest[] => [{ tool: 'list_devices', arguments: { ...intent, limit: MAX_DEVICES } }],
  present(intent, outcomes) {
    const list = resultOf(outcomes[0], DeviceList);
    if (list === undefined) return faultsOf(outcomes);
    const { devices, total = devices.length } = list;
    const newest = newestByType(devices);
    const old = devices.filter(({ device_type, firmware_version = '', status }) => {
      return (
        status !== 'decommissioned' &&
        firmware_version !== '' &&
        compareVersions(firmware_version, newest.get(device_type) ?? '') < 0
      );
    });
    const where = inPlace({
      zone_id: intent.zone_id,
      floors: intent.floor === undefined ? [] : [intent.floor],
      building: intent.building,
    });
    const cut =
      devices.length < total
        ? `\n  ${devices.length} of ${total} devices were looked at; name a type, floor or zone for the rest.`
        : '';
    const basis = 'the newest version that a device of its type runs there';
    if (old.length === 0) return `None of ${plural(devices.length, 'device')}${where} is behind ${basis}.${cut}`;
    const rows = old.map((device) => [
      device.device_id,
      device.name,
      whereText(device),
      device.firmware_version ?? '',
      newest.get(device.device_type) ?? '',
    ]);
    return `${old.length} of ${devices.length} ${typeWord(intent.device_type)}${where} ${old.length === 1 ? 'is' : 'are'} behind ${basis}:\n${table(['Device', 'Name', 'Where', 'Runs', 'Newest'], rows)}${cut}`;
  },
});

interface Planned extends Fleet {
  readonly devices: readonly string[];
}

const planned = family<Planned>({
  name: 'plan of a roll-out',
  examples: [
    'Plan firmware 2.4.1 for the temperature sensors in building North',
    'Who would get firmware 2.4.1 on floor 3?',
    'Which devices would be updated to version 2.4.1 in building South?',
    'what would happen if I pushed firmware 2.4.1 to the door locks?',
    'dry run of firmware 2.4.1 for all CO2 sensors',
  ],
  match(sentence) {
    const { words, version, devices } = sentence;
    const asks =
      /^(?:please\s+)?(?:plan|preview|simulate)\b|\bdry[\s-]?run\b|\b(?:who|which|what|how many)\b.*\bwould\b|\bwould get\b/;
    if (version === undefined || !asks.test(words)) return undefined;
    const places = sentence.places.filter((name) => !/\b(?:plan|preview|simulate|dry|happen|pushed|get)\b/i.test(name));
    return { ...fleet({ ...sentence, places }), devices };
  },
  plan: ({ devices, version, ...where }): ToolRequest[] => [
    {
      tool: 'plan_firmware_rollout',
      arguments: { ...where, ...(devices.length > 0 && { device_ids: [...devices] }), target_version: version },
    },
  ],
  present({ version }, outcomes) {
    const [plan] = resultsOf(outcomes, 'plan_firmware_rollout', FirmwarePlan);
    if (plan === undefined) return faultsOf(outcomes);
    return `${planText(plan)}\nNothing was started; "push firmware ${version} to …" does it, and asks before.`;
  },
});

export const firmwarePlans: readonly Family[] = [planned];
export const firmwareBehind: readonly Family[] = [behind];
