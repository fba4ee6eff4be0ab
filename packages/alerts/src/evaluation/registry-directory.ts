import type { DeviceRegistryStore, PlacedDevice } from '@nexus/device-registry/store';
import type { DeviceFacts, Directory } from '../domain/engine/state.ts';
import type { AlertPlace } from '../store/index.ts';

const PAGE = 1000;

/** The registry's devices as rules ask for them, read once for many readings. */
export class RegistryDirectory implements Directory {
  readonly #devices = new Map<string, { readonly facts: DeviceFacts; readonly place: AlertPlace }>();
  readonly #behind = new Map<string, string[]>();
  #version: number | undefined;

  device(device_id: string): DeviceFacts | undefined {
    return this.#devices.get(device_id)?.facts;
  }

  behind(gateway: string): readonly string[] {
    return this.#behind.get(gateway) ?? [];
  }

  /** Of a gateway that is no device itself: where what is behind it stands, as far as that is one building. */
  placeOf(subject: string): AlertPlace {
    const known = this.#devices.get(subject);
    if (known) return known.place;
    const buildings = new Set(this.behind(subject).map((device_id) => this.device(device_id)?.building));
    const [building] = buildings;
    return buildings.size === 1 ? { building } : {};
  }

  /** @returns Whether anything may have changed since the last time. */
  async refresh(registry: DeviceRegistryStore | undefined): Promise<boolean> {
    const version = registry ? ((await registry.recentAudit(1))[0]?.audit_id ?? 0) : undefined;
    if (version === this.#version) return false;
    this.#devices.clear();
    this.#behind.clear();
    if (registry) for await (const device of everyDevice(registry)) this.#add(device);
    this.#version = version;
    return true;
  }

  #add(device: PlacedDevice): void {
    const { device_id, name: device_name, device_type, zone_id, zone_name, building, status } = device;
    const gateway = gatewayOf(device);
    const facts = { device_type, zone_id, building, gateway, isInUse: status !== 'decommissioned' };
    this.#devices.set(device_id, { facts, place: { device_name, zone_id, zone_name, building } });
    const behind = this.#behind.get(gateway);
    if (behind) behind.push(device_id);
    else this.#behind.set(gateway, [device_id]);
  }
}

/** What the registry says; else all of a building report by one way, and when that fails they fall silent together. */
function gatewayOf({ metadata, building }: PlacedDevice): string {
  const named = metadata?.['gateway_id'] ?? metadata?.['gateway'];
  return typeof named === 'string' && named !== '' ? named : `all of ${building}`;
}

async function* everyDevice(registry: DeviceRegistryStore): AsyncGenerator<PlacedDevice> {
  for (let offset = 0; ; offset += PAGE) {
    const { devices } = await registry.listDevices({}, { limit: PAGE, offset });
    yield* devices;
    if (devices.length < PAGE) return;
  }
}
