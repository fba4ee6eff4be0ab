import { Zone } from '@nexus/models';
import { pageInput, pageOf, pageOutput } from '@nexus/server-kit';
import * as z from 'zod';
import { placeInput } from '../arguments/place.ts';
import { defineTool } from '../deps.ts';

export const listZones = defineTool({
  name: 'list_zones',
  title: 'List zones',
  description: 'Zones (rooms and areas) with building, floor, area and number of devices, by building and floor.',
  access: 'read',
  input: z.strictObject({
    building: placeInput.building,
    floor: z.int().optional().describe('Floor number; 0 is the ground floor.'),
    query: z.string().max(200).optional().describe('Words of a zone name or id.'),
    ...pageInput,
  }),
  output: z.object({ zones: z.array(Zone.extend({ device_count: z.int() })), ...pageOutput }),
  async run({ building, floor, query, limit, offset }, { deps: { store } }) {
    const resolved = building === undefined ? undefined : await store.resolveBuilding(building);
    const zones = await store.listZones({ building: resolved, floor, query });
    const { shown, page } = pageOf(zones.slice(offset, offset + limit), zones.length, { limit, offset });
    return { zones: shown, ...page };
  },
});
