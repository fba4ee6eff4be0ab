import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const KEPT_LINES = 500;

/** What was typed before, the newest first, as readline wants it. */
export class ChatHistory {
  readonly #path: string;

  constructor(dataDir: string) {
    this.#path = join(dataDir, 'sessions', 'typed');
  }

  load(): string[] {
    try {
      return existsSync(this.#path) ? readFileSync(this.#path, 'utf8').split('\n').filter(Boolean) : [];
    } catch {
      return []; // a convenience, and no reason not to talk
    }
  }

  /** @returns Whether it was kept. */
  save(lines: readonly string[]): boolean {
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      writeFileSync(this.#path, `${lines.slice(0, KEPT_LINES).join('\n')}\n`, { mode: 0o600 });
      return true;
    } catch {
      return false; // the same: a full disk must not hold up the end
    }
  }
}
