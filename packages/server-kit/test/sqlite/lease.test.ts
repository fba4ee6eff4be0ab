import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type HeldLease, LEASE_TABLE, openSqlite, runUnderLease } from '../../src/sqlite.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { bare, ledger } from './ledger.ts';

const migrations = [`${LEASE_TABLE} CREATE TABLE work (done_by TEXT) STRICT`];

test('one process works at a time; a killed one is followed within its time, and one that stops at once', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'ledger.db');
  const said: string[] = [];
  const processes = new Map(['a', 'b', 'c'].map((name) => [name, start(path, name, said)]));
  try {
    const first = await nextHolder(said, 1);
    await sleep(300);
    expect(said).toHaveLength(1);
    processes.get(first)?.kill('SIGKILL');
    const second = await nextHolder(said, 2);
    expect(second).not.toBe(first);
    processes.get(second)?.kill('SIGTERM');
    const third = await nextHolder(said, 3);
    expect(new Set([first, second, third])).toEqual(new Set(['a', 'b', 'c']));
    // The one that was asked to stop ended before the next began.
    expect(said.indexOf(`${second} ends`)).toBeLessThan(said.indexOf(`${third} holds 3`));
  } finally {
    for (const child of processes.values()) child.kill('SIGKILL');
  }
  using other = bare(path, { readonly: true });
  const order = other.database.prepare<[], string>('SELECT done_by FROM work ORDER BY rowid').pluck().all();
  // Each worked in one stretch.
  expect(order.filter((name, i) => name !== order[i - 1])).toEqual([...new Set(order)]);
  expect(order).not.toEqual([]);
});

test('nothing gets in of a holder that was stopped past its time and woken again', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'ledger.db');
  const said: string[] = [];
  const a = start(path, 'a', said);
  await nextHolder(said, 1);
  const b = start(path, 'b', said);
  try {
    a.kill('SIGSTOP');
    expect(await nextHolder(said, 2)).toBe('b');
    a.kill('SIGCONT');
    await sleep(500);
  } finally {
    a.kill('SIGKILL');
    b.kill('SIGKILL');
  }
  using other = bare(path, { readonly: true });
  const order = other.database.prepare<[], string>('SELECT done_by FROM work ORDER BY rowid').pluck().all();
  expect(order).toContain('b');
  expect(order.lastIndexOf('a')).toBeLessThan(order.indexOf('b'));
});

test('work that fails throws, and its lease is free at once', async () => {
  const file = await openSqlite(ledger(':memory:', { migrations }));
  const stop = new AbortController();
  const options = { file, name: 'work', signal: stop.signal, renew_ms: 10 };
  await expect(runUnderLease(options, () => Promise.reject(new Error('no luck')))).rejects.toThrow('no luck');
  let fence = 0;
  await runUnderLease(options, async (held: HeldLease) => {
    fence = held.fence;
    stop.abort();
  });
  expect(fence).toBe(2);
  file.close();
});

test('a lease from a clock that has run far ahead binds nobody', async () => {
  const file = await openSqlite(ledger(':memory:', { migrations }));
  file.database.prepare("INSERT INTO lease VALUES ('work', 'lost', 7, ?)").run(Date.now() + 3_600_000);
  const stop = new AbortController();
  let fence = 0;
  await runUnderLease({ file, name: 'work', signal: stop.signal }, async (held) => {
    fence = held.fence;
    stop.abort();
  });
  expect(fence).toBe(8);
  file.close();
});

function start(path: string, name: string, said: string[]): ChildProcess {
  const script = fileURLToPath(new URL('lease-holder.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@nexus/source', script, path, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => said.push(...text.trimEnd().split('\n')));
  void once(child, 'exit');
  return child;
}

/** Waits until a lease was taken for the n-th time. @returns By whom. */
async function nextHolder(said: readonly string[], n: number): Promise<string> {
  const holds = () => said.find((text) => text.endsWith(` holds ${n}`));
  await expect.poll(holds, { timeout: 20_000 }).toBeDefined();
  return holds()?.split(' ')[0] ?? '';
}
