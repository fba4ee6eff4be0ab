import type { Zone } from '@nexus/models';
import { useOf, type Use, type UseName } from './use.ts';

type BuildingName = 'NORTH' | 'SOUTH';

export interface DemoZone {
  readonly code: string;
  readonly zone: Zone & { readonly building: BuildingName };
  readonly use: Use;
  /** People, when full. */
  readonly capacity: number;
}

type Row = readonly [code: string, name: string, use: UseName, area_sqm: number, capacity: number];

const FLOORS: Readonly<Record<BuildingName, readonly (readonly Row[])[]>> = {
  NORTH: [
    [
      ['LOBBY', 'Lobby', 'entrance', 180, 25],
      ['CR1A', 'Conference Room 1A', 'meeting', 32, 10],
      ['CR1B', 'Conference Room 1B', 'meeting', 26, 8],
      ['CAFE', 'Cafeteria', 'cafeteria', 260, 90],
    ],
    [
      ['ZA', 'Zone A', 'office', 240, 26],
      ['CR2A', 'Conference Room 2A', 'meeting', 30, 8],
      ['CR2B', 'Conference Room 2B', 'meeting', 38, 12],
      ['OON2', 'Open Office North 2', 'office', 310, 34],
    ],
    [
      ['CR3A', 'Conference Room 3A', 'meeting', 28, 8],
      ['CR3B', 'Conference Room 3B', 'meeting', 36, 10],
      ['OON3', 'Open Office North 3', 'office', 320, 36],
      ['ZB', 'Zone B', 'office', 230, 24],
    ],
    [
      ['ZC', 'Zone C', 'office', 235, 25],
      ['CR4A', 'Conference Room 4A', 'meeting', 30, 8],
      ['CR4B', 'Conference Room 4B', 'meeting', 42, 14],
      ['OON4', 'Open Office North 4', 'office', 315, 35],
    ],
    [
      ['SRV', 'Server Room', 'machines', 70, 2],
      ['CR5A', 'Conference Room 5A', 'meeting', 44, 14],
      ['CR5B', 'Conference Room 5B', 'meeting', 34, 10],
      ['EXEC', 'Executive Suite', 'office', 190, 12],
    ],
  ],
  SOUTH: [
    [
      ['ENTR', 'South Entrance', 'entrance', 120, 15],
      ['CR1C', 'Conference Room 1C', 'meeting', 28, 8],
      ['WORK', 'Workshop', 'workshop', 280, 18],
      ['DOCK', 'Loading Dock', 'workshop', 160, 6],
    ],
    [
      ['ZD', 'Zone D', 'office', 225, 24],
      ['CR2C', 'Conference Room 2C', 'meeting', 32, 10],
      ['OOS2', 'Open Office South 2', 'office', 290, 32],
      ['TRAIN', 'Training Room', 'meeting', 90, 30],
    ],
    [
      ['LAB', 'Laboratory', 'workshop', 210, 14],
      ['CR3C', 'Conference Room 3C', 'meeting', 30, 8],
      ['OOS3', 'Open Office South 3', 'office', 300, 33],
      ['QUIET', 'Quiet Room', 'office', 60, 6],
    ],
    [
      ['ZE', 'Zone E', 'office', 220, 23],
      ['CR4C', 'Conference Room 4C', 'meeting', 34, 10],
      ['OOS4', 'Open Office South 4', 'office', 295, 32],
      ['PRINT', 'Print Room', 'office', 24, 3],
    ],
    [
      ['PLANT', 'Plant Room', 'plant', 200, 4],
      ['CR5C', 'Conference Room 5C', 'meeting', 36, 12],
      ['GYM', 'Gym', 'sports', 150, 20],
      ['LIB', 'Library', 'office', 130, 12],
    ],
  ],
};

/** The zones of both buildings, floor by floor. */
export const DEMO_ZONES: readonly DemoZone[] = Object.entries(FLOORS).flatMap(([building, floors]) =>
  floors.flatMap((rows, index) => rows.map((row) => demoZone(building as BuildingName, index + 1, row))),
);

function demoZone(building: BuildingName, floor: number, [code, name, use, area_sqm, capacity]: Row): DemoZone {
  return {
    code,
    zone: { zone_id: `Z-${building.charAt(0)}-${floor}-${code}`, name, building, floor, area_sqm },
    use: useOf(use),
    capacity,
  };
}
