import { expect, test } from 'vitest';
import { connectRegistry } from '../connect-registry.ts';

const idsOf = ({ zones }: Record<string, unknown>) => (zones as { zone_id: string }[]).map(({ zone_id }) => zone_id);

test('lists zones with their number of devices', async () => {
  await using registry = await connectRegistry();
  expect(await registry.value('list_zones', { building: 'NORTH', floor: 1 })).toEqual({
    zones: [
      {
        zone_id: 'N1-A',
        name: 'Zone A',
        building: 'NORTH',
        floor: 1,
        area_sqm: 120,
        description: 'Open plan',
        device_count: 2,
      },
    ],
    total: 1,
    offset: 0,
    limit: 50,
  });
});

test('pages by building, floor and name', async () => {
  await using registry = await connectRegistry();
  const page = await registry.value('list_zones', { limit: 2, offset: 1 });
  expect(idsOf(page)).toEqual(['N1-A', 'N3-3B']);
  expect(page).toMatchObject({ total: 5, next_offset: 3 });
});

test('finds by words, and nothing is no error', async () => {
  await using registry = await connectRegistry();
  expect(idsOf(await registry.value('list_zones', { query: 'conference' }))).toEqual(['N3-3B']);
  expect(await registry.value('list_zones', { query: 'swimming pool' })).toMatchObject({ zones: [], total: 0 });
});

test('an unknown building is an error with the ones there are', async () => {
  await using registry = await connectRegistry();
  const { code, text } = await registry.failure('list_zones', { building: 'EAST' });
  expect(code).toBe('not_found');
  expect(text).toContain('NORTH, SOUTH');
});
