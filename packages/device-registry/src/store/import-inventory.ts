import { NexusError, type Zone } from '@nexus/models';
import { sql } from 'kysely';
import { checkInventory, type Registered } from '../domain/check-inventory.ts';
import { valuesOf } from './queries.ts';
import { toDeviceRow, toZoneRow } from './rows.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import type { CheckedInventory, ImportReport, Inventory, InventoryDevice } from './store.ts';
import { type DeviceRow, tables, type ZoneRow } from './tables.ts';

const MAX_NAMED_FAULTS = 5;
/** SQLite takes 32,766 parameters a statement; a device has 15. */
const ROWS_AT_ONCE = 1_000;
/** Kept for search and comparison only, so not worth a line in the trail. */
const DERIVED = new Set(['name_key', 'building_key', 'search']);

interface Change<Row> {
  readonly before: Row | undefined;
  readonly after: Row;
}

export function checkAgainst(
  connection: SqliteConnection,
  given: { readonly zones: readonly unknown[]; readonly devices: readonly unknown[] },
): CheckedInventory {
  return checkInventory(given, registered(connection));
}

/** Within a write transaction, so that the check holds until the last row. @throws {NexusError} `invalid_argument` */
export function importChecked(
  connection: SqliteConnection,
  given: Inventory,
  by: { readonly actor: string; readonly at_ms: number; readonly reason?: string },
): ImportReport {
  const { inventory, faults } = checkAgainst(connection, given);
  if (faults.length > 0) {
    const named = faults.slice(0, MAX_NAMED_FAULTS).map((fault) => {
      const record = fault.kind === 'zone' ? given.zones[fault.index]?.zone_id : given.devices[fault.index]?.device_id;
      return `${fault.kind} ${record ?? `no. ${fault.index + 1}`}: ${fault.field} ${fault.message}`;
    });
    const more = faults.length > named.length ? `; and ${faults.length - named.length} more` : '';
    throw new NexusError(
      'invalid_argument',
      `The inventory has ${faults.length} fault(s): ${named.join('; ')}${more}.`,
    );
  }
  const { zones, devices } = inventory;
  const zoneChanges = changedZones(connection, zones);
  const deviceChanges = changedDevices(connection, devices);

  for (const part of parts(zoneChanges))
    upsertZones(
      connection,
      part.map(({ after }) => after),
    );
  releaseAddresses(connection, deviceChanges);
  for (const part of parts(deviceChanges))
    upsertDevices(
      connection,
      part.map(({ after }) => after),
    );
  for (const part of parts([
    ...zoneChanges.map((change) => auditOf('zone', change.after.zone_id, change)),
    ...deviceChanges.map((change) => auditOf('device', change.after.device_id, change)),
  ])) {
    const entries = part.map((entry) => ({ ...entry, at_ms: by.at_ms, actor: by.actor, reason: by.reason ?? null }));
    connection.run(tables.insertInto('audit').values(entries));
  }
  const added = (changes: readonly Change<unknown>[]) => changes.filter(({ before }) => before === undefined).length;
  return {
    zones_added: added(zoneChanges),
    zones_updated: zoneChanges.length - added(zoneChanges),
    zones_unchanged: zones.length - zoneChanges.length,
    devices_added: added(deviceChanges),
    devices_updated: deviceChanges.length - added(deviceChanges),
    devices_unchanged: devices.length - deviceChanges.length,
  };
}

function registered(connection: SqliteConnection): Registered {
  const zones = connection.all(tables.selectFrom('zones').select(['zone_id', 'building', 'floor']));
  const devices = connection.all(tables.selectFrom('devices').select(['device_id', 'mac_address']));
  return {
    zones: new Map(zones.map((zone) => [zone.zone_id, zone])),
    owners: new Map(devices.map((device) => [device.mac_address, device.device_id])),
  };
}

function changedZones(connection: SqliteConnection, zones: readonly Zone[]): Change<ZoneRow>[] {
  const ids = valuesOf(zones.map((zone) => zone.zone_id));
  const rows = connection.all(tables.selectFrom('zones').selectAll().where('zone_id', 'in', ids));
  const before = new Map(rows.map((row) => [row.zone_id, row]));
  return changes(zones.map((zone) => ({ before: before.get(zone.zone_id), after: toZoneRow(zone) })));
}

function changedDevices(connection: SqliteConnection, devices: readonly InventoryDevice[]): Change<DeviceRow>[] {
  const ids = valuesOf(devices.map((device) => device.device_id));
  const rows = connection.all(tables.selectFrom('devices').selectAll().where('device_id', 'in', ids));
  const before = new Map(rows.map((row) => [row.device_id, row]));
  return changes(
    devices.map((device) => {
      const row = before.get(device.device_id);
      return { before: row, after: toDeviceRow(device, row) };
    }),
  );
}

function changes<Row extends object>(all: readonly Change<Row>[]): Change<Row>[] {
  return all.filter(({ before, after }) => before === undefined || differences(before, after).length > 0);
}

function differences<Row extends object>(before: Row, after: Row): string[] {
  const values = new Map<string, unknown>(Object.entries(before));
  return Object.entries(after).flatMap(([field, value]) => (values.get(field) === value ? [] : [field]));
}

function upsertZones(connection: SqliteConnection, rows: readonly ZoneRow[]): void {
  connection.run(
    tables
      .insertInto('zones')
      .values(rows)
      .onConflict((conflict) =>
        conflict.column('zone_id').doUpdateSet((eb) => ({
          name: eb.ref('excluded.name'),
          name_key: eb.ref('excluded.name_key'),
          building: eb.ref('excluded.building'),
          building_key: eb.ref('excluded.building_key'),
          floor: eb.ref('excluded.floor'),
          area_sqm: eb.ref('excluded.area_sqm'),
          description: eb.ref('excluded.description'),
          search: eb.ref('excluded.search'),
        })),
      ),
  );
}

function upsertDevices(connection: SqliteConnection, rows: readonly DeviceRow[]): void {
  connection.run(
    tables
      .insertInto('devices')
      .values(rows)
      .onConflict((conflict) =>
        conflict.column('device_id').doUpdateSet((eb) => ({
          name: eb.ref('excluded.name'),
          name_key: eb.ref('excluded.name_key'),
          device_type: eb.ref('excluded.device_type'),
          zone_id: eb.ref('excluded.zone_id'),
          ip_address: eb.ref('excluded.ip_address'),
          mac_address: eb.ref('excluded.mac_address'),
          firmware_version: eb.ref('excluded.firmware_version'),
          hardware_revision: eb.ref('excluded.hardware_revision'),
          manufacturer: eb.ref('excluded.manufacturer'),
          model_number: eb.ref('excluded.model_number'),
          status: eb.ref('excluded.status'),
          last_seen_ms: eb.ref('excluded.last_seen_ms'),
          metadata: eb.ref('excluded.metadata'),
          search: eb.ref('excluded.search'),
        })),
      ),
  );
}

/** Two devices may swap their addresses, which SQLite would refuse at the first of the two. */
function releaseAddresses(connection: SqliteConnection, changed: readonly Change<DeviceRow>[]): void {
  const moving = changed.flatMap(({ before, after }) =>
    before !== undefined && before.mac_address !== after.mac_address ? [after.device_id] : [],
  );
  if (moving.length === 0) return;
  connection.run(
    tables
      .updateTable('devices')
      .set({ mac_address: sql<string>`'moving:' || device_id` })
      .where('device_id', 'in', valuesOf(moving)),
  );
}

function auditOf<Row extends object>(kind: 'zone' | 'device', subject: string, { before, after }: Change<Row>) {
  if (before === undefined) {
    return { action: `${kind}_added`, subject, before: null, after: state(after, Object.keys(after)) };
  }
  const fields = differences(before, after);
  return { action: `${kind}_updated`, subject, before: state(before, fields), after: state(after, fields) };
}

/** Some fields of a row as JSON, without those that are absent. */
function state(row: object, fields: readonly string[]): string {
  const shown = Object.entries(row)
    .filter(([field, value]) => value !== null && fields.includes(field) && !DERIVED.has(field))
    .map(([field, value]: [string, unknown]): [string, unknown] => [
      field,
      field === 'metadata' ? JSON.parse(String(value)) : value,
    ]);
  return JSON.stringify(Object.fromEntries(shown));
}

function* parts<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let start = 0; start < items.length; start += ROWS_AT_ONCE) yield items.slice(start, start + ROWS_AT_ONCE);
}
