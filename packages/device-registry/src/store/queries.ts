import { matchKey } from '@nexus/models';
import { type InferResult, sql, type SqlBool } from 'kysely';
import { buildingKey } from '../domain/building-key.ts';
import { searchTerms } from '../domain/search-text.ts';
import type { DeviceFilter, ZoneFilter } from './store.ts';
import { tables } from './tables.ts';

/** Below this length a name without its spaces occurs in too many others. */
const MIN_WHOLE_QUERY = 3;

/** Devices with their zones, as far as they pass the filter. */
export function devicesMatching(filter: DeviceFilter) {
  let query = tables.selectFrom('devices').innerJoin('zones', 'zones.zone_id', 'devices.zone_id');
  if (filter.zone_id !== undefined) query = query.where('devices.zone_id', '=', filter.zone_id);
  if (filter.building !== undefined) query = query.where('zones.building_key', '=', buildingKey(filter.building));
  if (filter.device_type !== undefined) query = query.where('devices.device_type', '=', filter.device_type);
  if (filter.status !== undefined) query = query.where('devices.status', '=', filter.status);
  if (filter.floor !== undefined) query = query.where('zones.floor', '=', filter.floor);
  if (isSearch(filter.query)) query = query.where(occurs(filter.query, ['devices', 'zones']));
  return query;
}

export function placed(query: ReturnType<typeof devicesMatching>) {
  return query.select([
    'devices.device_id',
    'devices.name',
    'devices.device_type',
    'devices.zone_id',
    'zones.name as zone_name',
    'zones.building',
    'zones.floor',
    'devices.ip_address',
    'devices.mac_address',
    'devices.firmware_version',
    'devices.hardware_revision',
    'devices.manufacturer',
    'devices.model_number',
    'devices.status',
    'devices.last_seen_ms',
    'devices.metadata',
  ]);
}

export type PlacedDeviceRow = InferResult<ReturnType<typeof placed>>[number];

export function counted(query: ReturnType<typeof devicesMatching>) {
  return query.select(({ fn }) => fn.countAll<number>().as('total'));
}

/** Zones that pass the filter, with the number of their devices, by building, floor and name. */
export function zonesMatching(filter: ZoneFilter) {
  let query = tables.selectFrom('zones');
  if (filter.building !== undefined) query = query.where('zones.building_key', '=', buildingKey(filter.building));
  if (filter.floor !== undefined) query = query.where('zones.floor', '=', filter.floor);
  if (isSearch(filter.query)) query = query.where(occurs(filter.query, ['zones']));
  return query
    .select(['zone_id', 'name', 'building', 'floor', 'area_sqm', 'description'])
    .select((eb) =>
      eb
        .selectFrom('devices')
        .whereRef('devices.zone_id', '=', 'zones.zone_id')
        .select(({ fn }) => fn.countAll<number>().as('device_count'))
        .$asScalar()
        .$notNull()
        .as('device_count'),
    )
    .orderBy('building')
    .orderBy('floor')
    .orderBy('name')
    .orderBy('zone_id');
}

export type CountedZoneRow = InferResult<ReturnType<typeof zonesMatching>>[number];

/** The values of a list of any length, in place of one parameter each. */
export function valuesOf(list: readonly string[]) {
  return sql<string>`(select value from json_each(${JSON.stringify(list)}))`;
}

function isSearch(query: string | undefined): query is string {
  return query !== undefined && query.trim() !== '';
}

/** Every word of the query begins a word of one of the records, or the whole is part of a name: `3-B` of `Room 3B`. */
function occurs(query: string, records: readonly ('devices' | 'zones')[]) {
  const terms = searchTerms(query);
  if (terms === undefined) return sql<SqlBool>`false`;
  const anyOf = (column: string, text: string) =>
    sql.join(
      records.map((record) => sql<SqlBool>`instr(${sql.ref(`${record}.${column}`)}, ${text}) > 0`),
      sql` or `,
    );
  const words = sql.join(
    terms.map((term) => sql<SqlBool>`(${anyOf('search', term)})`),
    sql` and `,
  );
  const whole = matchKey(query);
  if (whole.length < MIN_WHOLE_QUERY) return sql<SqlBool>`(${words})`;
  return sql<SqlBool>`((${words}) or ${anyOf('name_key', whole)})`;
}
