import type { AuditEntry, DeviceStatus, Zone } from '@nexus/models';
import type { DiscoveredDevice } from '../domain/discovered-device.ts';
import type { CheckedInventory, Inventory, StoredDevice } from '../domain/inventory.ts';
import type { TaskStore } from '@nexus/server-kit/sqlite';
import type { FirmwareStore } from './firmware-store.ts';

export type { DiscoveredDevice } from '../domain/discovered-device.ts';
export type {
  Deed,
  FirmwareStore,
  FleetSelector,
  Guard,
  JobOrder,
  PlanRequest,
  ReceivedReport,
  StoredPlan,
  StoredRollout,
} from './firmware-store.ts';
export type {
  CheckedInventory,
  Inventory,
  InventoryDevice,
  InventoryFault,
  StoredDevice,
} from '../domain/inventory.ts';

/** A device as it is read, with the name of its zone. */
export interface PlacedDevice extends StoredDevice {
  readonly zone_name: string;
}

export interface StoredZone extends Zone {
  /** All devices of the zone, decommissioned ones included. */
  readonly device_count: number;
}

/** What every member asks for must hold; without members every device passes. */
export interface DeviceFilter {
  /** Exact. */
  readonly zone_id?: string | undefined;
  /** Without regard to case, `NORTH` is also `Building North`. */
  readonly building?: string | undefined;
  readonly device_type?: string | undefined;
  readonly status?: DeviceStatus | undefined;
  readonly floor?: number | undefined;
  /** Words, each the beginning of a word of the device's or its zone's name or id. */
  readonly query?: string | undefined;
}

export interface ZoneFilter {
  readonly building?: string | undefined;
  readonly floor?: number | undefined;
  readonly query?: string | undefined;
}

export interface StorePage {
  readonly limit: number;
  readonly offset: number;
}

export interface ImportReport {
  readonly zones_added: number;
  readonly zones_updated: number;
  readonly zones_unchanged: number;
  readonly devices_added: number;
  readonly devices_updated: number;
  readonly devices_unchanged: number;
}

export interface Heartbeat {
  readonly device_id: string;
  /** When it arrived here, by a clock that can be trusted. */
  readonly seen_ms: number;
}

export interface StatusChange {
  readonly device_id: string;
  readonly new_status: DeviceStatus;
  readonly reason: string;
  readonly actor: string;
  readonly at_ms: number;
}

export interface StoredAuditEntry extends Omit<AuditEntry, 'at'> {
  /** Grows with every entry. */
  readonly audit_id: number;
  readonly at_ms: number;
}

/** Devices and zones of a site, and who changed what. Every list is in a fixed order. */
export interface DeviceRegistryStore extends AsyncDisposable {
  readonly firmware: FirmwareStore;
  /** Of the server over this store. */
  readonly tasks: TaskStore;

  /** In the order of the ids. */
  listDevices(filter: DeviceFilter, page: StorePage): Promise<{ devices: PlacedDevice[]; total: number }>;
  getDevice(deviceId: string): Promise<PlacedDevice | undefined>;
  /** Those that exist, in the order of their ids. */
  devicesById(ids: readonly string[]): Promise<PlacedDevice[]>;
  /** By building, floor and name. */
  listZones(filter: ZoneFilter): Promise<StoredZone[]>;
  listBuildings(): Promise<string[]>;

  /**
   * The zone with this id, else the one with this name (without regard to case, diacritics, spaces and punctuation).
   *
   * @throws {NexusError} `not_found` with the nearest zones; `invalid_argument` when several zones have the name.
   */
  resolveZone(idOrName: string, building?: string): Promise<StoredZone>;
  /** The same for a device. */
  resolveDevice(idOrName: string): Promise<PlacedDevice>;
  /** The building's name as it is registered: `NORTH` for `north` and `Building North`. @throws {NexusError} `not_found`. */
  resolveBuilding(name: string): Promise<string>;

  /** Devices in use that were last seen before an instant (Unix ms), or never; the longest unseen first. */
  offlineDevices(
    filter: DeviceFilter,
    seenBeforeMs: number,
    page: StorePage,
  ): Promise<{ devices: PlacedDevice[]; total: number }>;

  /**
   * @throws {NexusError} `not_found`; `conflict` when the device has this status already, or a firmware job is at work
   * on it.
   */
  updateStatus(change: StatusChange): Promise<{ old_status: DeviceStatus; new_status: DeviceStatus }>;

  /** Everything that `importInventory` would refuse now; takes records of unknown shape, such as rows of a file. */
  checkInventory(given: {
    readonly zones: readonly unknown[];
    readonly devices: readonly unknown[];
  }): Promise<CheckedInventory>;
  /**
   * Adds what is new and updates what differs, all of it or nothing; nothing is ever removed.
   *
   * A device stands on its zone's floor. An absent optional field is cleared, but a last heartbeat only moves
   * forward.
   *
   * @throws {NexusError} `invalid_argument` for an inventory with faults.
   */
  importInventory(
    inventory: Inventory,
    by: { readonly actor: string; readonly at_ms: number; readonly reason?: string },
  ): Promise<ImportReport>;

  /**
   * Registers devices that are not there yet, in a zone "Unassigned" of their building; those that are stay as they are.
   *
   * Each is `offline` until its first heartbeat, has `discovered` in its metadata, and a line in the audit trail. What
   * cannot be an id of a device is passed over.
   *
   * @returns The ids that were added.
   */
  discoverDevices(
    devices: readonly DiscoveredDevice[],
    by: { readonly actor: string; readonly at_ms: number; readonly reason?: string },
  ): Promise<string[]>;

  /**
   * Moves last heartbeats forward, never back; what was `offline` is `online` again, any other status stays.
   *
   * Unknown devices are passed over: readings may come before the inventory does.
   */
  recordHeartbeats(beats: readonly Heartbeat[]): Promise<void>;

  /** Newest first. */
  recentAudit(limit: number): Promise<StoredAuditEntry[]>;
  info(): Promise<{ devices: number; zones: number; buildings: number }>;

  /** Small named texts of whoever owns the file's content, such as the demo's seed state. */
  getNote(key: string): Promise<string | undefined>;
  setNote(key: string, value: string): Promise<void>;
}
