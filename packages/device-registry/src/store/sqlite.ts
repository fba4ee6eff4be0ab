import { cleanText, type DeviceStatus, matchKey, NexusError } from '@nexus/models';
import type { TaskStore } from '@nexus/server-kit/sqlite';
import { sql } from 'kysely';
import { buildingKey } from '../domain/building-key.ts';
import { EMPTY_REGISTRY, onlyOne } from '../domain/only-one.ts';
import { discoverDevices } from './discover-devices.ts';
import { writeAudit } from './audit.ts';
import type { FirmwareStore } from './firmware-store.ts';
import { openJobOf, SqliteFirmwareStore } from './firmware/sqlite-firmware.ts';
import { checkAgainst, importChecked } from './import-inventory.ts';
import { counted, devicesMatching, placed, valuesOf, zonesMatching } from './queries.ts';
import { toAuditEntry, toDevice, toZone } from './rows.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import type {
  CheckedInventory,
  DeviceFilter,
  DeviceRegistryStore,
  DiscoveredDevice,
  Heartbeat,
  ImportReport,
  Inventory,
  PlacedDevice,
  StatusChange,
  StoredAuditEntry,
  StoredZone,
  StorePage,
  ZoneFilter,
} from './store.ts';
import { tables } from './tables.ts';

/** More names than these are not compared with a misspelt one: it would take longer than a person waits. */
const MAX_COMPARED = 10_000;

/** The registry in one SQLite file, shared by any number of processes. */
export class SqliteDeviceRegistryStore implements DeviceRegistryStore {
  readonly firmware: FirmwareStore;
  readonly tasks: TaskStore;
  readonly #connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
    this.firmware = new SqliteFirmwareStore(connection);
    this.tasks = connection.tasks();
  }

  listDevices(filter: DeviceFilter, { limit, offset }: StorePage): Promise<{ devices: PlacedDevice[]; total: number }> {
    const matching = devicesMatching(filter);
    return this.#connection.read(() => ({
      devices: this.#devices(matching.orderBy('devices.device_id').limit(limit).offset(offset)),
      total: this.#connection.first(counted(matching))?.total ?? 0,
    }));
  }

  getDevice(deviceId: string): Promise<PlacedDevice | undefined> {
    return this.#connection.read(() => this.#deviceById(deviceId));
  }

  devicesById(ids: readonly string[]): Promise<PlacedDevice[]> {
    const wanted = devicesMatching({}).where('devices.device_id', 'in', valuesOf(ids));
    return this.#connection.read(() => this.#devices(wanted.orderBy('devices.device_id')));
  }

  listZones(filter: ZoneFilter): Promise<StoredZone[]> {
    return this.#connection.read(() => this.#zones(filter));
  }

  listBuildings(): Promise<string[]> {
    return this.#connection.read(() => this.#buildings());
  }

  resolveZone(idOrName: string, building?: string): Promise<StoredZone> {
    return this.#connection.read(() => {
      const zones = this.#zones({ building });
      const found = zonesCalled(idOrName, zones);
      if (found.length === 0 && building !== undefined)
        refuseElsewhere(zonesCalled(idOrName, this.#zones({})), building);
      const things = (found.length > 0 ? found : zones).map(({ zone_id: id, name, building }) => ({
        id,
        name,
        building,
      }));
      return onlyOne(found, { kind: 'zone', wanted: idOrName, things, tool: 'list_zones' });
    });
  }

  resolveDevice(idOrName: string): Promise<PlacedDevice> {
    return this.#connection.read(() => {
      const byId = this.#deviceById(idOrName);
      if (byId !== undefined) return byId;
      const key = matchKey(idOrName);
      const found = key === '' ? [] : this.#devices(devicesMatching({}).where('devices.name_key', '=', key).limit(6));
      const others = tables.selectFrom('devices').select(['device_id as id', 'name']).limit(MAX_COMPARED);
      const things =
        found.length > 0
          ? found.map(({ device_id: id, name, building }) => ({ id, name, building }))
          : this.#connection.all(others);
      return onlyOne(found, { kind: 'device', wanted: idOrName, things, tool: 'list_devices' });
    });
  }

  resolveBuilding(name: string): Promise<string> {
    return this.#connection.read(() => {
      const buildings = this.#buildings();
      const found =
        buildings.find((building) => building === name) ??
        buildings.find((building) => buildingKey(building) === buildingKey(name));
      if (found !== undefined) return found;
      throw new NexusError('not_found', `There is no building "${cleanText(name, 80)}".`, {
        hint:
          buildings.length === 0 ? EMPTY_REGISTRY : `There are: ${buildings.slice(0, 5).join(', ')}. See list_zones.`,
      });
    });
  }

  offlineDevices(
    filter: DeviceFilter,
    seenBeforeMs: number,
    { limit, offset }: StorePage,
  ): Promise<{ devices: PlacedDevice[]; total: number }> {
    const unseen = devicesMatching(filter)
      .where('devices.status', '!=', 'decommissioned')
      .where((eb) => eb.or([eb('devices.last_seen_ms', 'is', null), eb('devices.last_seen_ms', '<', seenBeforeMs)]));
    // SQLite puts the absent first.
    const longestFirst = unseen.orderBy('devices.last_seen_ms').orderBy('devices.device_id');
    return this.#connection.read(() => ({
      devices: this.#devices(longestFirst.limit(limit).offset(offset)),
      total: this.#connection.first(counted(unseen))?.total ?? 0,
    }));
  }

  updateStatus(change: StatusChange): Promise<{ old_status: DeviceStatus; new_status: DeviceStatus }> {
    const { device_id, new_status, reason, actor, at_ms } = change;
    return this.#connection.write(() => {
      const device = this.#deviceById(device_id);
      if (device === undefined) {
        throw new NexusError('not_found', `There is no device "${cleanText(device_id, 80)}".`, {
          hint: 'See list_devices.',
        });
      }
      const old_status = device.status;
      if (old_status === new_status) {
        throw new NexusError('conflict', `${device_id} is ${old_status} already; nothing was changed.`);
      }
      const job = old_status === 'updating' ? openJobOf(this.#connection, device_id) : undefined;
      if (job !== undefined) {
        throw new NexusError('conflict', `${device_id} is being updated by ${job.job_id}; nothing was changed.`, {
          hint: 'Its status comes back when the job ends. control_firmware_rollout cancels a job that has not begun.',
        });
      }
      this.#connection.run(
        tables.updateTable('devices').set({ status: new_status }).where('device_id', '=', device_id),
      );
      writeAudit(this.#connection, {
        at_ms,
        actor,
        action: 'status_changed',
        subject: device_id,
        before: { status: old_status },
        after: { status: new_status },
        reason,
      });
      return { old_status, new_status };
    });
  }

  checkInventory(given: {
    readonly zones: readonly unknown[];
    readonly devices: readonly unknown[];
  }): Promise<CheckedInventory> {
    return this.#connection.read(() => checkAgainst(this.#connection, given));
  }

  importInventory(
    inventory: Inventory,
    by: { readonly actor: string; readonly at_ms: number; readonly reason?: string },
  ): Promise<ImportReport> {
    return this.#connection.write(() => importChecked(this.#connection, inventory, by));
  }

  async discoverDevices(
    devices: readonly DiscoveredDevice[],
    by: { readonly actor: string; readonly at_ms: number; readonly reason?: string },
  ): Promise<string[]> {
    if (devices.length === 0) return [];
    return this.#connection.write(() => discoverDevices(this.#connection, devices, by));
  }

  async recordHeartbeats(beats: readonly Heartbeat[]): Promise<void> {
    if (beats.length === 0) return;
    const latest = sql<Heartbeat>`(
      select value ->> 'device_id' as device_id, cast(max(value ->> 'seen_ms') as integer) as seen_ms
      from json_each(${JSON.stringify(beats)}) group by 1
    )`;
    await this.#connection.write(() => {
      this.#connection.run(
        tables
          .updateTable('devices')
          .from(latest.as('beats'))
          .set((eb) => ({
            last_seen_ms: eb.ref('beats.seen_ms'),
            status: sql<DeviceStatus>`iif(devices.status = 'offline', 'online', devices.status)`,
          }))
          .whereRef('devices.device_id', '=', 'beats.device_id')
          .where((eb) =>
            eb.or([eb('devices.last_seen_ms', 'is', null), eb('devices.last_seen_ms', '<', eb.ref('beats.seen_ms'))]),
          )
          .where('beats.seen_ms', 'is not', null),
      );
    });
  }

  recentAudit(limit: number): Promise<StoredAuditEntry[]> {
    const newest = tables.selectFrom('audit').selectAll().orderBy('audit_id', 'desc').limit(limit);
    return this.#connection.read(() => this.#connection.all(newest).map(toAuditEntry));
  }

  info(): Promise<{ devices: number; zones: number; buildings: number }> {
    return this.#connection.read(() => {
      const zones = tables
        .selectFrom('zones')
        .select(({ fn }) => [
          fn.countAll<number>().as('zones'),
          fn.count<number>('building_key').distinct().as('buildings'),
        ]);
      return {
        devices: this.#connection.first(counted(devicesMatching({})))?.total ?? 0,
        ...(this.#connection.first(zones) ?? { zones: 0, buildings: 0 }),
      };
    });
  }

  async getNote(key: string): Promise<string | undefined> {
    const note = tables.selectFrom('notes').select('value').where('key', '=', key);
    return this.#connection.read(() => this.#connection.first(note)?.value);
  }

  async setNote(key: string, value: string): Promise<void> {
    const note = tables
      .insertInto('notes')
      .values({ key, value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }));
    await this.#connection.write(() => this.#connection.run(note));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#connection.close();
  }

  #deviceById(deviceId: string): PlacedDevice | undefined {
    return this.#devices(devicesMatching({}).where('devices.device_id', '=', deviceId))[0];
  }

  #devices(query: ReturnType<typeof devicesMatching>): PlacedDevice[] {
    return this.#connection.all(placed(query)).map(toDevice);
  }

  #zones(filter: ZoneFilter): StoredZone[] {
    return this.#connection.all(zonesMatching(filter)).map(toZone);
  }

  #buildings(): string[] {
    const buildings = tables.selectFrom('zones').select('building').distinct().orderBy('building');
    return this.#connection.all(buildings).map(({ building }) => building);
  }
}

/** The zone with this id, else all with this name. */
function zonesCalled(idOrName: string, zones: readonly StoredZone[]): readonly StoredZone[] {
  const byId = zones.filter(({ zone_id }) => zone_id === idOrName);
  const key = matchKey(idOrName);
  return byId.length > 0 || key === '' ? byId : zones.filter(({ name }) => matchKey(name) === key);
}

function refuseElsewhere(zones: readonly StoredZone[], building: string): void {
  const [zone] = zones;
  if (zone === undefined) return;
  const buildings = [...new Set(zones.map((zone) => zone.building))].join(' and ');
  throw new NexusError('not_found', `${zone.name} is not in ${building}.`, {
    hint: `It is in ${buildings}: give that building, or none.`,
  });
}
