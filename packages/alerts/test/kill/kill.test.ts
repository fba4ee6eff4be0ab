import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleProgram, type BundledProgram } from '../../../../tools/bundle-program.ts';
import { type Building, openBuilding, reading } from '../building.ts';

/** 500 in the nightly run. */
const KILLS = Number(process.env['NEXUS_ALERT_KILLS'] ?? 20);
/** So long may an escalation wait while a process evaluates: in the nightly run on a machine that has nothing else to do. */
const ESCALATION_MS = process.env['NEXUS_ALERT_KILLS'] === undefined ? 10_000 : 2_000;
let program: BundledProgram;
beforeAll(async () => {
  program = await bundleProgram(new URL('worker.ts', import.meta.url));
});
afterAll(() => program[Symbol.dispose]());

interface Told {
  readonly worker: string;
  readonly key: string;
  readonly kind: string;
  readonly device_id: string;
  readonly due_ms: number;
  readonly made_ms: number;
}

/** Of a process that evaluates. */
interface Turn {
  readonly worker: string;
  readonly from_ms: number;
  to_ms: number;
}

type Said = Told | { readonly worker: string; readonly from_ms: number } | { readonly worker: string; is_ready: true };

/** A receiver of messages, and the processes that send them; all of them go with it. */
class Site implements AsyncDisposable {
  readonly told: Told[] = [];
  readonly turns: Turn[] = [];
  /** Names of the processes that have started. */
  readonly ready = new Set<string>();
  /** Those that ended, though nobody killed them. */
  readonly failed: string[] = [];
  readonly building: Building;
  readonly #server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const said = JSON.parse(Buffer.concat(parts).toString()) as Said;
      if ('is_ready' in said) this.ready.add(said.worker);
      else if ('from_ms' in said) this.#begin(said);
      else this.told.push(said);
      // One that is kept may be closed at the very moment at which the next message goes out.
      response.setHeader('connection', 'close').end();
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
    const args = [program.path, this.building.folder, `http://127.0.0.1:${port}`, name];
    const child = spawn(process.execPath, [...args, ...(ttl_ms === undefined ? [] : [String(ttl_ms)])], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.on('exit', (code) => {
      if (code !== null) this.failed.push(name);
    });
    this.#children.push(child);
    return child;
  }

  /** Whoever evaluated before has lost the lease, though it may be alive. */
  #begin({ worker, from_ms }: Omit<Turn, 'to_ms'>): void {
    for (const turn of this.turns) turn.to_ms = Math.min(turn.to_ms, from_ms);
    this.turns.push({ worker, from_ms, to_ms: Number.POSITIVE_INFINITY });
  }

  /** Whether a transaction can begin, by itself or when a living process has ended its own. */
  isWritable(): boolean {
    const database = new Database(join(this.building.folder, 'alerts.db'), { timeout: 1_000 });
    try {
      database.exec('BEGIN IMMEDIATE; ROLLBACK');
      return true;
    } catch (error) {
      if (error instanceof Database.SqliteError && error.code === 'SQLITE_BUSY') return false;
      throw error;
    } finally {
      database.close();
    }
  }

  /** How long anybody evaluated within a span. */
  evaluated_ms(from_ms: number, to_ms: number): number {
    const within = this.turns.map((turn) => Math.min(to_ms, turn.to_ms) - Math.max(from_ms, turn.from_ms));
    return within.reduce((sum, ms) => sum + Math.max(0, ms), 0);
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

/** Two processes, of which one waits for the other's death; there are always two. */
class Crew {
  readonly #site: Site;
  readonly #alive = new Map<string, ChildProcess>();
  #started = 0;

  constructor(site: Site) {
    this.#site = site;
    this.#start();
    this.#start();
  }

  get isEvaluating(): boolean {
    return this.#site.turns.some(({ worker }) => this.#alive.has(worker));
  }

  /** Kills the one that evaluates, or, while nobody does, the one that was started first. */
  async kill(): Promise<void> {
    const turn = this.#site.turns.findLast(({ worker }) => this.#alive.has(worker));
    const [name = ''] = turn ? [turn.worker] : this.#alive.keys();
    const child = this.#alive.get(name);
    if (!child) return;
    this.#alive.delete(name);
    const exited = once(child, 'exit');
    if (child.kill('SIGKILL')) await exited;
    const killed_ms = Date.now();
    for (const one of this.#site.turns) if (one.worker === name) one.to_ms = Math.min(one.to_ms, killed_ms);
    this.#start();
  }

  #start(): void {
    const name = `w${this.#started}`;
    this.#started += 1;
    this.#alive.set(name, this.#site.start(name, 400));
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

test.concurrent(
  `${KILLS} kills at random lose and double no alert, leave no message unsent, and hold up no escalation`,
  { timeout: 60_000 + KILLS * 10_000 },
  async () => {
    await using site = await Site.open();
    const { building, told } = site;
    const crew = new Crew(site);
    await until(async () => (await building.alerts.evaluatedMs()) !== undefined, 60_000);
    const heated: string[] = [];
    const isTold = (device_id: string, kind: string) =>
      told.some((one) => one.device_id === device_id && one.kind === kind);
    for (let kill = 0; kill < KILLS; kill += 1) {
      for (let i = 0; i < 3; i += 1) {
        const device_id = `T-${heated.length}`;
        heated.push(device_id);
        await site.heat(device_id);
        await sleep(Math.random() * 50);
      }
      // Some die while they start, some at work; now and then one gets far enough to see everything through.
      if (kill % 2 === 1) await until(() => crew.isEvaluating, 60_000);
      await sleep(Math.random() * (kill % 4 === 3 ? 1000 : 200));
      await crew.kill();
      const cooled = heated[Math.floor(Math.random() * heated.length)];
      if (kill % 4 === 3 && cooled !== undefined && isTold(cooled, 'escalated')) await site.cool(cooled);
    }
    await until(() => heated.every((device_id) => isTold(device_id, 'triggered')), 60_000);
    await until(() => heated.every((device_id) => isTold(device_id, 'escalated')), 60_000);
    expect(site.failed).toEqual([]);
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
    const escalated = told.filter(({ kind }) => kind === 'escalated');
    expect(escalated.filter(({ due_ms, made_ms }) => made_ms < due_ms)).toEqual([]);
    expect(escalated.filter(({ due_ms, made_ms }) => site.evaluated_ms(due_ms, made_ms) > ESCALATION_MS)).toEqual([]);
  },
);

test.concurrent.each(['SIGKILL', 'SIGSTOP'] as const)(
  'after a %s another process takes over within ten seconds',
  { timeout: 120_000 },
  async (signal) => {
    await using site = await Site.open();
    const { building, told } = site;
    const workers = new Map(['a', 'b'].map((name) => [name, site.start(name)]));
    await until(async () => (await building.alerts.evaluatedMs()) !== undefined, 60_000);
    await site.heat('T-1');
    await until(() => told.some(({ kind }) => kind === 'triggered'), 30_000);
    await until(() => site.ready.size === 2, 60_000);
    const holder = told[0]?.worker ?? '';
    workers.get(holder)?.kill(signal);
    // Stopped amid a transaction, it would keep everybody from writing until it goes on.
    while (!site.isWritable()) {
      workers.get(holder)?.kill('SIGCONT');
      await sleep(20);
      workers.get(holder)?.kill(signal);
    }
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
