import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RegistryLink } from '../../src/lookup/registry-link.ts';
import { addRegistry, openBuilding } from '../building.ts';

test('finds a registry as soon as it is there, and never makes one', async () => {
  await using building = await openBuilding();
  await using link = new RegistryLink(join(building.folder, 'device_registry.db'));
  expect(await link.open()).toBeUndefined();
  expect(await link.open()).toBeUndefined();
  await addRegistry(building);
  const [one, other] = await Promise.all([link.open(), link.open()]);
  expect(one).toBe(other);
  expect(await one?.listBuildings()).toEqual(['NORTH', 'SOUTH']);
});

test('says that a file is no registry, and looks again at the next call', async () => {
  await using building = await openBuilding();
  const path = join(building.folder, 'device_registry.db');
  await writeFile(path, 'not a database '.repeat(500));
  await using link = new RegistryLink(path);
  await expect(link.open()).rejects.toMatchObject({ code: 'unavailable' });
  await rm(path);
  await addRegistry(building);
  expect(await (await link.open())?.listBuildings()).toEqual(['NORTH', 'SOUTH']);
});
