import { openDatabase } from './open-database.ts';
import { SqliteDeviceRegistryStore } from './sqlite.ts';
import type { DeviceRegistryStore } from './store.ts';

export type {
  CheckedInventory,
  DeviceFilter,
  DeviceRegistryStore,
  Heartbeat,
  ImportReport,
  Inventory,
  InventoryDevice,
  InventoryFault,
  PlacedDevice,
  StatusChange,
  StoredAuditEntry,
  StoredDevice,
  StoredZone,
  StorePage,
  ZoneFilter,
} from './store.ts';

/**
 * Opens a registry file, creating it and its folders where they are not there; many processes may do so at once.
 *
 * @param path Of the file, or `:memory:`.
 * @param options `readOnly` neither creates nor migrates, and refuses every write.
 * @throws {NexusError} `not_found` for a missing file that is opened read-only; `unavailable` for a file that is no
 * registry, is damaged, or was made by a newer version.
 */
export async function openDeviceRegistryStore(
  path: string,
  options: { readonly readOnly?: boolean } = {},
): Promise<DeviceRegistryStore> {
  return new SqliteDeviceRegistryStore(await openDatabase(path, options.readOnly ?? false));
}
