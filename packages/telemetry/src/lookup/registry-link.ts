import { existsSync } from 'node:fs';
import type { DeviceRegistryStore } from '@nexus/device-registry/store';
import { NexusError } from '@nexus/models';

/** A registry that may not be there yet: every call looks again until it is. */
export class RegistryLink implements AsyncDisposable {
  readonly #path: string;
  readonly #options: { readonly readOnly: boolean };
  #store: Promise<DeviceRegistryStore> | undefined;

  constructor(path: string, options = { readOnly: true }) {
    this.#path = path;
    this.#options = options;
  }

  /** @throws {NexusError} `unavailable` for a file that is no registry. */
  async open(): Promise<DeviceRegistryStore | undefined> {
    if (!this.#store && !existsSync(this.#path)) return undefined;
    this.#store ??= this.#opened();
    try {
      return await this.#store;
    } catch (error) {
      this.#store = undefined;
      // It was removed between the look and the opening.
      if (NexusError.is(error) && error.code === 'not_found') return undefined;
      throw error;
    }
  }

  /** The registry's own code is read when it is needed: a server's start need not wait for it. */
  async #opened(): Promise<DeviceRegistryStore> {
    const { openDeviceRegistryStore } = await import('@nexus/device-registry/store');
    return openDeviceRegistryStore(this.#path, this.#options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const store = await this.#store?.catch(() => undefined);
    await store?.[Symbol.asyncDispose]();
  }
}

/** @throws {NexusError} `unavailable` when there is none: then nothing is known of zones, floors and buildings. */
export async function requireRegistry(
  deps: { registry(): Promise<DeviceRegistryStore | undefined> },
  hint: string,
): Promise<DeviceRegistryStore> {
  const registry = await deps.registry();
  if (registry) return registry;
  throw new NexusError('unavailable', 'No device registry was found, so zones, floors and buildings are not known.', {
    hint,
  });
}
