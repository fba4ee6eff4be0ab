import type { DemoDeviceType } from './products.ts';
import { DEMO_ZONES, type DemoZone } from './zones.ts';

const AIR_QUALITY_ZONES = 'LOBBY CAFE ZA OON2 CR3B OON3 ZC OON4 EXEC ENTR WORK OOS2 TRAIN LAB OOS4 GYM'.split(' ');
const WITHOUT_PEOPLE = ['SRV', 'PLANT', 'PRINT', 'DOCK'];
const LOCKED = ['LOBBY', 'CAFE', 'SRV', 'EXEC', 'ENTR', 'WORK', 'DOCK', 'LAB', 'PLANT'];
export const PLANT_MACHINES = ['Chilled Water Pump 1', 'Chilled Water Pump 2', 'Cooling Tower Fan'];

/** Where the devices of each type are, as indexes of `DEMO_ZONES`; a zone that comes twice has two. */
export const PLACES: Readonly<Record<DemoDeviceType, readonly number[]>> = {
  temperature_sensor: zonesWhere(
    () => true,
    (zone) => rankOnFloor(zone) < 2,
  ),
  co2_sensor: zonesWhere(() => true),
  humidity_sensor: zonesWhere((zone) => DEMO_ZONES.indexOf(zone) % 4 < 3),
  smart_meter: zonesWhere((zone) => rankOnFloor(zone) < 3),
  hvac_controller: zonesWhere((zone) => rankOnFloor(zone) < 2),
  occupancy_sensor: zonesWhere((zone) => !WITHOUT_PEOPLE.includes(zone.code)),
  door_lock: zonesWhere((zone) => zone.zone.name.startsWith('Conference') || LOCKED.includes(zone.code)),
  lighting_controller: zonesWhere((zone) => rankOnFloor(zone) < 3),
  vibration_sensor: zonesWhere(
    (zone) => rankOnFloor(zone) === 0 || zone.code === 'SRV',
    ...PLANT_MACHINES.map(() => (zone: DemoZone) => zone.code === 'PLANT'),
  ),
  air_quality_sensor: zonesWhere((zone) => AIR_QUALITY_ZONES.includes(zone.code)),
};

/** The zones that each of the conditions chooses, one after the other, in the order of the zones. */
function zonesWhere(...conditions: ((zone: DemoZone) => boolean)[]): number[] {
  return conditions
    .flatMap((condition) => DEMO_ZONES.flatMap((zone, index) => (condition(zone) ? [index] : [])))
    .sort((a, b) => a - b);
}

/** 0 for the largest zone of its floor. */
function rankOnFloor(zone: DemoZone): number {
  const { building, floor, area_sqm } = zone.zone;
  return DEMO_ZONES.filter(
    (other) => other.zone.building === building && other.zone.floor === floor && other.zone.area_sqm > area_sqm,
  ).length;
}
