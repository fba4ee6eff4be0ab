import { buildingKey } from '../domain/building-key.ts';
import { asDiscovered, type DiscoveredDevice, unassignedZone } from '../domain/discovered-device.ts';
import { valuesOf } from './queries.ts';
import { toDeviceRow, toZoneRow } from './rows.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { tables } from './tables.ts';

/** Within a write transaction, so that no other process registers one of them meanwhile. @returns The ids added. */
export function discoverDevices(
  connection: SqliteConnection,
  given: readonly DiscoveredDevice[],
  by: { readonly actor: string; readonly at_ms: number; readonly reason?: string },
): string[] {
  const ids = valuesOf(given.map(({ device_id }) => device_id));
  const known = new Set(
    connection
      .all(tables.selectFrom('devices').select('device_id').where('device_id', 'in', ids))
      .map(({ device_id }) => device_id),
  );
  const added: string[] = [];
  for (const one of given) {
    const discovered = asDiscovered(one);
    if (discovered === undefined || known.has(discovered.device.device_id)) continue;
    const zone_id = unassignedZoneId(connection, discovered.building);
    const device = { ...discovered.device, zone_id };
    known.add(device.device_id);
    added.push(device.device_id);
    connection.run(tables.insertInto('devices').values(toDeviceRow(device, undefined)));
    connection.run(
      tables.insertInto('audit').values({
        at_ms: by.at_ms,
        actor: by.actor,
        action: 'device_discovered',
        subject: device.device_id,
        before: null,
        after: JSON.stringify(device),
        reason: by.reason ?? null,
      }),
    );
  }
  return added;
}

/** Of the building as it is registered, when it is; made when it is not there. */
function unassignedZoneId(connection: SqliteConnection, building: string): string {
  const registered = tables.selectFrom('zones').select('building').where('building_key', '=', buildingKey(building));
  const zone = unassignedZone(connection.first(registered.limit(1))?.building ?? building);
  connection.run(
    tables
      .insertInto('zones')
      .values(toZoneRow(zone))
      .onConflict((conflict) => conflict.doNothing()),
  );
  return zone.zone_id;
}
