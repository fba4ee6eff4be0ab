import { existsSync } from 'node:fs';
import { NexusError } from '@nexus/models';

/** A database of another server that may not be there yet: every call looks again until it is. */
export class StoreLink<Store extends AsyncDisposable> implements AsyncDisposable {
  readonly #path: string;
  readonly #openStore: (path: string) => Promise<Store>;
  #store: Promise<Store> | undefined;

  /** @param openStore Opens it for reading only. */
  constructor(path: string, openStore: (path: string) => Promise<Store>) {
    this.#path = path;
    this.#openStore = openStore;
  }

  /** @throws {NexusError} `unavailable` for a file of another kind. */
  async open(): Promise<Store | undefined> {
    if (!this.#store && !existsSync(this.#path)) return undefined;
    this.#store ??= this.#openStore(this.#path);
    try {
      return await this.#store;
    } catch (error) {
      this.#store = undefined;
      // It was removed between the look and the opening, or is being created just now.
      if (NexusError.is(error) && error.code === 'not_found') return undefined;
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const store = await this.#store?.catch(() => undefined);
    await store?.[Symbol.asyncDispose]();
  }
}
