import { DeviceStatus } from '@nexus/models';
import * as z from 'zod';
import { family, type Family } from '../family.ts';
import { isCommand, reasonIn, withoutReason } from '../language/command.ts';
import { notDone, resultOf, type ToolRequest } from '../outcome.ts';
import { Text } from '../wire-fields.ts';

interface Change {
  readonly device_id: string | undefined;
  readonly new_status: DeviceStatus | undefined;
  readonly reason: string;
}

const StatusChange = z.object({ device_id: Text, old_status: Text, new_status: Text, reason: Text });
const STATUSES = DeviceStatus.options;
const STATUS = new RegExp(String.raw`\b(?:as|to|status)\s+(?:is\s+)?"?(${STATUSES.join('|')})\b`);
const HOW = 'Say for example "mark DEV-CO2-0017 as degraded because it drifts".';

const change = family<Change>({
  name: 'status of a device set',
  changes: true,
  examples: [
    'Mark DEV-CO2-0001 as degraded because it drifts',
    'set the status of DEV-CO2-0010 to decommissioned',
    'update status of DEV-CO2-0010 to online',
    'mark the sensor as offline',
  ],
  match({ words, text, devices }) {
    const order = withoutReason(text).toLowerCase();
    const new_status = STATUSES.find((status) => status === STATUS.exec(order)?.[1]);
    const isOrder = isCommand(words, 'mark|flag')
      ? new_status !== undefined
      : isCommand(words, '(?:set|change|update)\\s+(?:the\\s+)?status');
    // Of several devices each is an order of its own.
    return isOrder
      ? { device_id: devices.length === 1 ? devices[0] : undefined, new_status, reason: reasonIn(text) }
      : undefined;
  },
  plan: ({ device_id, new_status, reason }): ToolRequest[] =>
    device_id === undefined || new_status === undefined || new_status === 'updating'
      ? []
      : [{ tool: 'update_device_status', arguments: { device_id, new_status, reason } }],
  present({ device_id, new_status }, outcomes) {
    const [done] = outcomes;
    if (device_id === undefined) return `Which device? Name one by its id. ${HOW}`;
    if (new_status === 'updating') return 'Only a firmware job sets updating.';
    if (new_status === undefined || done === undefined)
      return `Which status? One of ${STATUSES.filter((status) => status !== 'updating').join(', ')}. ${HOW}`;
    const changed = resultOf(done, StatusChange);
    if (changed === undefined) return notDone(done);
    return `${changed.device_id} was ${changed.old_status} and is ${changed.new_status} now. Noted as the reason: ${changed.reason}`;
  },
});

export const statusChanges: readonly Family[] = [change];
