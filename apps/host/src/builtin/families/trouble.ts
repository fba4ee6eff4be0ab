import { family, type Family } from '../family.ts';
import { faultsOf, hasFailed, resultOf, type ToolRequest } from '../outcome.ts';
import { plural } from '../present/amount.ts';
import { sinceText, whereText } from '../present/device.ts';
import { inPlace } from '../present/place.ts';
import { table } from '../present/table.ts';
import { subjectOf } from '../subject.ts';
import { type Device, DeviceList } from '../wire.ts';

interface Ask {
  readonly zone_id?: string;
  readonly building?: string;
}

const TROUBLE =
  /\b(?:problems?|issues?|trouble|wrong|not (?:working|ok|okay|healthy)|malfunction\w*|(?:everything|all) (?:ok|okay|fine|good|alright|working)|needs? attention)\b|\b(?:offline|degraded|error|faulty|broken) (?:and|or) (?:offline|degraded|error|faulty|broken)\b/;
const SHOWN = 20;

function plan(place: Ask): ToolRequest[] {
  const withStatus = (status: string): ToolRequest => ({
    tool: 'list_devices',
    arguments: { ...place, status, limit: SHOWN },
  });
  return [{ tool: 'get_offline_devices', arguments: { ...place } }, withStatus('error'), withStatus('degraded')];
}

const trouble = family<Ask>({
  name: 'devices in trouble',
  examples: [
    'Which devices have problems?',
    'which device is not working?',
    "what's wrong in building north?",
    'Is everything ok?',
    'list all offline and degraded devices',
    'any issues in Zone A?',
  ],
  match(sentence) {
    const { words, metrics, devices, floors, spans, device_type, building } = sentence;
    const subject = subjectOf(sentence);
    // The tool for silent devices knows no floor and no type.
    const narrower = metrics.length + devices.length + floors.length + spans.length > 0 || device_type !== undefined;
    if (!TROUBLE.test(words) || narrower) return undefined;
    const zone = subject === undefined || /^degraded$/i.test(subject.name) ? undefined : subject.name;
    return { ...(zone !== undefined && { zone_id: zone }), ...(building !== undefined && { building }) };
  },
  plan,
  present(place, outcomes) {
    if (outcomes.some(hasFailed)) return faultsOf(outcomes);
    const lists = outcomes.map((outcome) => resultOf(outcome, DeviceList));
    const found = new Map<string, readonly [Device, string]>();
    lists.forEach((list, at) => {
      for (const device of list?.devices ?? []) {
        const what = at === 0 ? `silent, ${sinceText(device.minutes_since_seen)}` : (device.status ?? '-');
        if (!found.has(device.device_id)) found.set(device.device_id, [device, what]);
      }
    });
    const beyond = lists.reduce((sum, list) => sum + (list?.total ?? 0) - (list?.devices.length ?? 0), 0);
    const total = found.size + beyond;
    const where = inPlace(place);
    if (total === 0) return `No device${where} is silent for more than 10 minutes, in error or degraded.`;
    const rows = [...found.values()].map(([device, what]) => [device.device_id, device.name, whereText(device), what]);
    const head = `${plural(total, 'device')}${where} ${total === 1 ? 'is' : 'are'} silent for more than 10 minutes, in error or degraded:`;
    return `${head}\n${table(['Device', 'Name', 'Where', 'What'], rows, total)}`;
  },
});

export const troubles: readonly Family[] = [trouble];
