import type { Device, DeviceStatus, Zone } from '@nexus/models';

/** A device as it is kept: its last heartbeat in Unix ms, absent when there never was one. */
export interface StoredDevice extends Omit<Device, 'last_seen'> {
  readonly last_seen_ms?: number | undefined;
}

/**
 * A device as it is imported.
 *
 * One without a status keeps its own, or starts as `offline`; building and floor are its zone's and may be left out.
 */
export interface InventoryDevice extends Omit<StoredDevice, 'status' | 'building' | 'floor'> {
  readonly status?: DeviceStatus | undefined;
  readonly building?: string | undefined;
  readonly floor?: number | undefined;
}

export interface Inventory {
  readonly zones: readonly Zone[];
  readonly devices: readonly InventoryDevice[];
}

/** Why one record of an inventory cannot be imported. */
export interface InventoryFault {
  readonly kind: 'zone' | 'device';
  /** Position in `zones` or `devices`. */
  readonly index: number;
  readonly field: string;
  /** Goes on after the field's name: `is missing`. */
  readonly message: string;
  /** Position of the record whose id or address this one repeats. */
  readonly repeats?: number;
}

/** An inventory as it would be kept, and what is wrong with it: only without faults is it whole. */
export interface CheckedInventory {
  readonly inventory: Inventory;
  /** Zones first, in the order of the records. */
  readonly faults: readonly InventoryFault[];
}
