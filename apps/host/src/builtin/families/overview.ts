import { family, type Family } from '../family.ts';
import { faultsOf, hasFailed, resultsOf } from '../outcome.ts';
import { plural } from '../present/amount.ts';
import { sinceText, whereText } from '../present/device.ts';
import { energyNotes, EnergyReport, totalText } from '../present/energy.ts';
import { table } from '../present/table.ts';
import { subjectOf } from '../subject.ts';
import { DeviceList, ZoneList } from '../wire.ts';

interface Ask {
  readonly building?: string;
}

const overview = family<Ask>({
  name: 'overview of a building',
  examples: [
    'How is building North doing?',
    'Give me an overview of the south building',
    'status of building NORTH',
    'building summary',
    'north',
    'morning report',
  ],
  match(sentence) {
    const { building, metrics, device_type, floors, spans, words } = sentence;
    const alone = building !== undefined && words.split(' ').length <= 2 && !/^(?:and|or|but)\b/.test(words);
    const named = building !== undefined || /\bbuildings?\b|\b(?:morning|daily) (?:report|briefing)\b/.test(words);
    const asks =
      alone ||
      /\b(?:morning|daily) (?:report|briefing)\b|\b(?:overview|summary|status|state|situation|health|how (?:is|are)|what's up|doing|everything)\b/.test(
        words,
      );
    const narrower =
      metrics.length + floors.length + spans.length > 0 ||
      device_type !== undefined ||
      subjectOf(sentence) !== undefined;
    if (!named || !asks || narrower || /\b(?:devices?|sensors?|firmware|zones?|rooms?|offline|online)\b/.test(words))
      return undefined;
    return building === undefined ? {} : { building };
  },
  plan: (intent) => [
    { tool: 'list_zones', arguments: { ...intent, limit: 100 } },
    { tool: 'get_offline_devices', arguments: { ...intent } },
    { tool: 'get_energy_report', arguments: { ...intent, start: 'yesterday', group_by: 'floor' } },
  ],
  present({ building }, outcomes, time) {
    const [list] = resultsOf(outcomes, 'list_zones', ZoneList);
    const [silent] = resultsOf(outcomes, 'get_offline_devices', DeviceList);
    const [energy] = resultsOf(outcomes, 'get_energy_report', EnergyReport);
    const lines: string[] = [];
    if (list !== undefined) {
      const devices = list.zones.reduce((sum, { device_count = 0 }) => sum + device_count, 0);
      lines.push(
        `${building === undefined ? 'All buildings' : `Building ${building}`}: ${plural(list.total ?? list.zones.length, 'zone')}, ${plural(devices, 'device')}.`,
      );
    }
    if (silent !== undefined) {
      const total = silent.total ?? silent.devices.length;
      lines.push(
        total === 0
          ? 'Every device has been heard within the last 10 minutes.'
          : `${plural(total, 'device')} silent for more than 10 minutes:`,
      );
      const rows = silent.devices
        .slice(0, 5)
        .map((device) => [device.device_id, device.name, whereText(device), sinceText(device.minutes_since_seen)]);
      if (rows.length > 0) lines.push(table(['Device', 'Name', 'Where', 'Silent for'], rows, total));
    }
    if (energy !== undefined) lines.push(`Energy yesterday: ${totalText(energy)}.`, ...energyNotes(energy, time));
    if (outcomes.some(hasFailed)) lines.push(faultsOf(outcomes));
    return lines.join('\n');
  },
});

export const overviews: readonly Family[] = [overview];
