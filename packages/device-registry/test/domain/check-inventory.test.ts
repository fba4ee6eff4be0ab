import { expect, test } from 'vitest';
import { checkInventory } from '../../src/domain/check-inventory.ts';
import { device, mac, ZONES } from '../building.ts';

const NOTHING = { zones: new Map(), owners: new Map() };

test('names every fault of every record, zones first', () => {
  const { faults } = checkInventory(
    {
      zones: [ZONES[0], { ...ZONES[1], floor: 1.5, area_sqm: -1 }, { zone_id: 'Z' }],
      devices: [device(1, 'N3-3B', { name: '' }), 'nonsense', { ...device(2, 'N3-3B'), zone_id: 'N9' }],
    },
    NOTHING,
  );
  expect(faults.map(({ kind, index, field, message }) => `${kind} ${index} ${field} ${message}`)).toEqual([
    'zone 1 floor is no whole number',
    'zone 1 area_sqm is not above 0',
    'zone 2 name is missing',
    'zone 2 building is missing',
    'zone 2 floor is missing',
    'zone 2 area_sqm is missing',
    'device 0 name is empty',
    'device 1 record is no record',
    'device 2 zone_id N9 is no zone',
  ]);
});

test('a repeated id or address names the record that it repeats, even a faulty one', () => {
  const { faults } = checkInventory(
    {
      zones: [],
      devices: [
        { ...device(1, 'N3-3B'), name: 7 },
        { ...device(1, 'N3-3B'), mac_address: mac(2) },
        { ...device(3, 'N3-3B'), mac_address: mac(2).toLowerCase() },
      ],
    },
    { ...NOTHING, zones: new Map([['N3-3B', ZONES[0]!]]) },
  );
  expect(faults).toEqual([
    { kind: 'device', index: 0, field: 'name', message: 'is no text' },
    { kind: 'device', index: 1, field: 'device_id', message: 'repeats DEV-0001', repeats: 0 },
    { kind: 'device', index: 2, field: 'mac_address', message: 'repeats 02:00:00:00:00:02', repeats: 1 },
  ]);
});

test('a device in a zone whose own record is faulty is not blamed for it', () => {
  const { faults } = checkInventory({ zones: [{ ...ZONES[0], name: '' }], devices: [device(1, 'N3-3B')] }, NOTHING);
  expect(faults.map(({ kind }) => kind)).toEqual(['zone']);
});

test('cleans texts and addresses', () => {
  const given = device(1, 'N3-3B', { name: '  CO₂\u202e\u0007  Sensor ', mac_address: '02-00-00-00-00-01' });
  const { inventory, faults } = checkInventory({ zones: [ZONES[0]], devices: [given] }, NOTHING);
  expect(faults).toEqual([]);
  expect(inventory.devices[0]).toMatchObject({ name: 'CO₂ Sensor', mac_address: '02:00:00:00:00:01' });
});
