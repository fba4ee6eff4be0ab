import { NexusError } from '@nexus/models';
import { defineResource } from '../deps.ts';

export const firmwarePlan = defineResource({
  name: 'firmware-plan',
  title: 'Firmware plan',
  description: 'Every device of a firmware plan with the version it runs, and its wave or why it is left out, as CSV.',
  mimeType: 'text/csv',
  uriTemplate: 'firmware://plans/{plan_id}',
  async read({ plan_id = '' }, { deps }) {
    const stored = await deps.store.firmware.getPlan(plan_id);
    if (stored === undefined) {
      throw new NexusError('not_found', 'There is no such plan.', { hint: 'Plans are kept for a day.' });
    }
    const { targets, excluded } = stored.plan;
    const rows = [
      ...targets.map(({ device_id, name, firmware_version, wave }) => [
        device_id,
        name,
        firmware_version,
        wave + 1,
        '',
      ]),
      ...excluded.map(({ device_id, name, firmware_version, reason }) => [
        device_id,
        name,
        firmware_version,
        '',
        reason,
      ]),
    ];
    return [['device_id', 'name', 'firmware_version', 'wave', 'excluded'], ...rows]
      .map((row) => `${row.map(cell).join(',')}\r\n`)
      .join('');
  },
});

/** A name that begins as a formula does would be one in a spreadsheet. */
function cell(value: string | number): string {
  const text = /^[=+\-@]/.test(String(value)) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
