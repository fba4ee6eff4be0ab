import { openSqlite } from '@nexus/server-kit/sqlite';
import { migrations } from './migrations/index.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { SqliteDeviceRegistryStore } from './sqlite.ts';
import type { DeviceRegistryStore } from './store.ts';

export type {
  CheckedInventory,
  DeviceFilter,
  DeviceRegistryStore,
  DiscoveredDevice,
  FirmwareStore,
  Heartbeat,
  ImportReport,
  Inventory,
  InventoryDevice,
  InventoryFault,
  JobOrder,
  PlacedDevice,
  ReceivedReport,
  StatusChange,
  StoredAuditEntry,
  StoredDevice,
  StoredZone,
  StorePage,
  ZoneFilter,
} from './store.ts';

/** `NXR1` in SQLite's header. */
const APPLICATION_ID = 0x4e_58_52_31;

/**
 * Opens a registry file, creating it and its folders where they are not there; many processes may do so at once.
 *
 * @param path Of the file, or `:memory:`.
 * @param options `readOnly` neither creates nor migrates, and refuses every write.
 * @throws {NexusError} `not_found` for a missing or empty file that is opened read-only; `unavailable` for a file that
 * is no registry, is damaged, or was made by a newer version.
 */
export async function openDeviceRegistryStore(
  path: string,
  options: { readonly readOnly?: boolean } = {},
): Promise<DeviceRegistryStore> {
  const file = await openSqlite({
    path,
    title: 'device registry',
    variable: 'NEXUS_DEVICE_DB_PATH',
    applicationId: APPLICATION_ID,
    migrations,
    synchronous: 'FULL', // a change that was answered survives a power cut
    readOnly: options.readOnly ?? false,
  });
  return new SqliteDeviceRegistryStore(new SqliteConnection(file));
}
