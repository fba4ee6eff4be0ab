import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunOutcome, Sandbox, type SandboxOptions } from '../src/index.ts';
import { CONSTRUCTORS } from './escapes/constructors.ts';
import type { EscapeCase } from './escapes/escape-case.ts';
import { FORGERIES } from './escapes/forgeries.ts';
import { GREEDY } from './escapes/greedy.ts';
import { hostObjects } from './escapes/host-objects.ts';

const SECRET = 'canary-7f3a';
/** Short, for the sake of those that never end; an honest case that is late is contained all the same. */
const TIME_MS = 300;
const folder = mkdtempSync(join(tmpdir(), 'escapes-'));
const canary = { file: join(folder, 'secret.txt'), marker: join(folder, 'marker'), port: 0 };
let server: Server;
let connections = 0;

beforeAll(async () => {
  writeFileSync(canary.file, SECRET);
  process.env['NEXUS_CANARY'] = SECRET;
  server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  canary.port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  delete process.env['NEXUS_CANARY'];
  server.close();
  rmSync(folder, { recursive: true });
});

const corpus = (): EscapeCase[] => [...CONSTRUCTORS, ...hostObjects(canary), ...GREEDY, ...FORGERIES];

test('the corpus has at least sixty cases of different names', () => {
  const names = corpus().map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(60);
});

const SETUPS: readonly (SandboxOptions & { readonly title: string })[] = [
  { title: 'the engine alone', without: ['validation', 'permission', 'seccomp', 'bubblewrap'] },
  { title: 'all layers but validation', without: ['validation'] },
  { title: 'all layers', without: [] },
];

describe.each(SETUPS)('$title', ({ title: _title, ...options }) => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = new Sandbox(options);
  });
  afterAll(() => sandbox[Symbol.dispose]());

  test('contains every case, and the host is not touched', { timeout: 240_000 }, async () => {
    const cases = corpus();
    const outcomes = await attemptAll(sandbox, cases);
    const escaped = cases.flatMap(({ name }, i) => {
      const text = JSON.stringify(outcomes[i]);
      return text.includes('ESCAPED') || text.includes(SECRET) || text.includes('"crashed"')
        ? [`${name}: ${text}`]
        : [];
    });
    expect(escaped).toEqual([]);
    expect(connections).toBe(0);
    expect(existsSync(canary.marker)).toBe(false);
    expect(readFileSync(canary.file, 'utf8')).toBe(SECRET);
    expect(Reflect.get({}, 'polluted')).toBe(undefined);
    const honest = await sandbox.run(
      { language: 'javascript', code: 'export const main = ({ a }) => a + 1' },
      { a: 1 },
    );
    expect(honest).toMatchObject({ ok: true, value: 2 });
  });
});

/** Two at a time, as many as run at once on the smallest machine. */
async function attemptAll(sandbox: Sandbox, cases: readonly EscapeCase[]): Promise<RunOutcome[][]> {
  const outcomes: RunOutcome[][] = [];
  const waiting = cases.entries();
  const work = async () => {
    for (const [i, each] of waiting) outcomes[i] = await attempt(sandbox, each);
  };
  await Promise.all([work(), work()]);
  return outcomes;
}

async function attempt(sandbox: Sandbox, { code, followUp }: EscapeCase): Promise<RunOutcome[]> {
  const outcomes: RunOutcome[] = [];
  for (const each of [code, ...(followUp === undefined ? [] : [followUp])]) {
    outcomes.push(await sandbox.run({ language: 'javascript', code: each }, { x: 1 }, { time_ms: TIME_MS }));
  }
  return outcomes;
}
