import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Building, openBuilding, reading } from '../building.ts';

/** 500 in the nightly run. */
const KILLS = Number(process.env['NEXUS_ALERT_KILLS'] ?? 20);
const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));

interface Told {
  readonly worker: string;
  readonly key: string;
  readonly kind: string;
  readonly device_id: string;
}

/** A receiver of messages, and the processes that send them; all of them go with it. */
class Site implements AsyncDisposable {
  readonly told: Told[] = [];
  readonly building: Building;
  readonly #server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      this.told.push(JSON.parse(Buffer.concat(parts).toString()) as Told);
      response.end();
    });
  });
  readonly #children: ChildProcess[] = [];

  private constructor(building: Building) {
    this.building = building;
  }

  /** One rule only: more than 30 °C, at once. */
  static async open(): Promise<Site> {
    const site = new Site(await openBuilding());
    site.#server.listen(0, '127.0.0.1');
    await once(site.#server, 'listening');
    const { alerts } = site.building;
    const by = { actor: 'test', at_ms: Date.now() };
    for (const { rule_id } of await alerts.rules()) await alerts.updateRule(rule_id, { enabled: false }, by);
    const rule = { name: 'Hot', metric: 'temperature', condition: 'gt', threshold: 30, severity: 'warning' } as const;
    await alerts.createRule({ ...rule, enabled: true, cooldown_minutes: 0, for_seconds: 0 }, by);
    return site;
  }

  start(name: string, ttl_ms?: number): ChildProcess {
    const { port } = this.#server.address() as AddressInfo;
    const args = [WORKER, this.building.folder, `http://127.0.0.1:${port}`, name];
    const child = spawn(
      process.execPath,
      ['--conditions=@nexus/source', ...args, ...(ttl_ms === undefined ? [] : [String(ttl_ms)])],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    this.#children.push(child);
    return child;
  }

  /** A reading over the limit. */
  async heat(device_id: string): Promise<void> {
    await this.building.ingest(reading(device_id, 'temperature', Date.now(), 35));
  }

  async cool(device_id: string): Promise<void> {
    await this.building.ingest(reading(device_id, 'temperature', Date.now(), 20));
  }

  async recorded() {
    const page = { limit: 10_000, offset: 0 };
    const { alerts } = await this.building.alerts.history({ start_ms: 0, end_ms: Date.now() + 1e6 }, page);
    return alerts.map(({ device_id, cleared_ms }) => ({ device_id, isCleared: cleared_ms !== undefined }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL');
    this.#server.closeAllConnections();
    this.#server.close();
    await this.building[Symbol.asyncDispose]();
  }
}

async function until(look: () => Promise<boolean> | boolean, limit_ms: number): Promise<number> {
  const began = performance.now();
  while (!(await look())) {
    if (performance.now() - began > limit_ms) throw new Error(`it did not happen within ${limit_ms} ms`);
    await sleep(20);
  }
  return performance.now() - began;
}

test(
  `${KILLS} kills at random lose and double no alert, and leave no message unsent`,
  { timeout: KILLS * 20_000 },
  async () => {
    await using site = await Site.open();
    const { building, told } = site;
    let worker = site.start('w', 400);
    await until(async () => (await building.alerts.evaluatedMs()) !== undefined, 60_000);
    const heated: string[] = [];
    const isTold = (device_id: string, kind: string) =>
      told.some((one) => one.device_id === device_id && one.kind === kind);
    for (let kill = 0; kill < KILLS; kill += 1) {
      for (let i = 0; i < 3; i += 1) {
        const device_id = `T-${heated.length}`;
        heated.push(device_id);
        await site.heat(device_id);
        await sleep(Math.random() * 150);
      }
      // Now and then it gets far enough to see everything through.
      await sleep(Math.random() * 1500);
      worker.kill('SIGKILL');
      await once(worker, 'exit');
      const cooled = heated[Math.floor(Math.random() * heated.length)];
      if (kill % 4 === 3 && cooled !== undefined && isTold(cooled, 'escalated')) await site.cool(cooled);
      worker = site.start('w', 400);
    }
    await until(() => heated.every((device_id) => isTold(device_id, 'triggered')), 60_000);
    await until(() => heated.every((device_id) => isTold(device_id, 'escalated')), 60_000);
    const recorded = await site.recorded();
    expect(recorded.map(({ device_id }) => device_id).sort()).toEqual([...heated].sort());
    for (const { device_id, isCleared } of recorded)
      expect({ device_id, is: isTold(device_id, 'cleared') || !isCleared }).toEqual({ device_id, is: true });
    // A message that was sent twice has one key; another message never has it.
    const byKey = Map.groupBy(told, ({ key }) => key);
    for (const same of byKey.values())
      expect(new Set(same.map(({ kind, device_id }) => `${kind} ${device_id}`)).size).toBe(1);
    const messages = [...byKey.values()].map(([one]) => `${one?.kind} ${one?.device_id}`);
    expect(new Set(messages).size).toBe(messages.length);
  },
);

test.each(['SIGKILL', 'SIGSTOP'] as const)(
  'after a %s another process takes over within ten seconds',
  { timeout: 120_000 },
  async (signal) => {
    await using site = await Site.open();
    const { building, told } = site;
    const workers = new Map(['a', 'b'].map((name) => [name, site.start(name)]));
    await until(async () => (await building.alerts.evaluatedMs()) !== undefined, 60_000);
    await site.heat('T-1');
    await until(() => told.some(({ kind }) => kind === 'triggered'), 30_000);
    await sleep(3000); // the other one has started too
    const holder = told[0]?.worker ?? '';
    workers.get(holder)?.kill(signal);
    await site.heat('T-2');
    const isRecorded = async () => (await site.recorded()).some(({ device_id }) => device_id === 'T-2');
    expect(await until(isRecorded, 30_000)).toBeLessThan(10_000);
    workers.get(holder)?.kill('SIGCONT');
    await site.heat('T-3');
    await until(() => told.some(({ device_id, kind }) => device_id === 'T-3' && kind === 'triggered'), 30_000);
    await sleep(1500);
    expect((await site.recorded()).map(({ device_id }) => device_id).sort()).toEqual(['T-1', 'T-2', 'T-3']);
    const afterwards = told.filter(({ device_id, kind }) => device_id !== 'T-1' && kind === 'triggered');
    expect(new Set(afterwards.map(({ worker }) => worker))).toEqual(new Set([holder === 'a' ? 'b' : 'a']));
  },
);
