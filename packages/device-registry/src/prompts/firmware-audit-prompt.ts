import * as z from 'zod';
import { definePrompt } from '../deps.ts';

export const firmwareAuditPrompt = definePrompt({
  name: 'firmware_audit_prompt',
  title: 'Firmware audit',
  description:
    'Reviews the firmware of a building, or of the whole site: what is outdated, what to update first, the effort.',
  arguments: z.strictObject({
    building: z.string().max(120).optional().describe('Building name; all buildings when absent.'),
  }),
  complete: {
    async building(typed, { deps }) {
      const wanted = typed.trim().toLowerCase();
      return (await deps.store.listBuildings()).filter((building) => building.toLowerCase().includes(wanted));
    },
  },
  async run({ building }, { deps }) {
    const given = building?.trim() ?? '';
    const name = given === '' ? undefined : await deps.store.resolveBuilding(given);
    const filter = name === undefined ? '' : `building: ${JSON.stringify(name)}, `;
    return [
      `Audit the firmware of ${name === undefined ? 'all buildings' : `building ${JSON.stringify(name)}`}.`,
      '',
      `1. Call list_devices with {${filter}limit: 200}; while the answer has next_offset, call it again with that offset.`,
      '   Leave out devices whose status is decommissioned, and say how many they are.',
      '2. Group the others by device_type and, within it, by manufacturer and model where they differ (get_device tells',
      '   them). Count each firmware_version. Compare versions as semantic versions: 2.10.0 is newer than 2.4.1.',
      '3. Take the newest version in use within a group as its reference and call every older one outdated. The registry',
      '   does not know what the makers have released: say so, and do not guess versions.',
      '4. List devices with status updating apart: they must not be touched until that ends; get_firmware_jobs tells how',
      '   far they are, and which installations failed. Call get_offline_devices for those out of contact, which cannot be',
      '   updated now.',
      '5. Put the outdated in order: door_lock first, then hvac_controller, then the rest by how far they are behind.',
      '6. Estimate the effort: 300 s for an hvac_controller, 180 s for a lighting_controller, 120 s for a smart_meter, 90 s',
      '   for a door_lock, 60 s for any other, one after the other; add up each group and the whole.',
      '',
      'Answer with a table (type, version, devices, outdated), the ordered list of what to update with ids and zones, what',
      'holds an update back, and the estimate. Change nothing. A roll-out, if one is wanted, begins with',
      'plan_firmware_rollout.',
    ].join('\n');
  },
});
