export { openDeviceRegistryStore } from './store/index.ts';
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
} from './store/index.ts';
