import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIMITS, Sandbox } from '../src/index.ts';
import { EngineThread } from './fixtures/engine-in-thread.ts';
import { sources } from './fixtures/sources.ts';

let sandbox: Sandbox;
beforeAll(() => {
  sandbox = new Sandbox();
});
afterAll(() => sandbox[Symbol.dispose]());

const js = (code: string) => ({ language: 'javascript', code }) as const;
const ts = (code: string) => ({ language: 'typescript', code }) as const;

describe('a run', () => {
  test('gives the argument to main and hands its result back', async () => {
    const energyUse = js(`export function main({ total_kwh, area_sqm }) {
      const eui_value = total_kwh / area_sqm;
      return { eui_value, unit: 'kWh/m2', rating: eui_value < 100 ? 'good' : 'poor' };
    }`);
    // 125,000 kWh on 2,500 m² are 50 kWh/m².
    const outcome = await sandbox.run(energyUse, { total_kwh: 125_000, area_sqm: 2_500 });
    expect(outcome).toMatchObject({ ok: true, value: { eui_value: 50, unit: 'kWh/m2', rating: 'good' } });
  });

  test('takes TypeScript, promises, and main as a constant', async () => {
    const code = ts(`interface Args { readonly values: number[] }
      const mean = (all: readonly number[]): number => all.reduce((sum, each) => sum + each, 0) / all.length;
      export const main = async ({ values }: Args): Promise<{ mean: number }> => ({ mean: mean(await Promise.resolve(values)) });`);
    expect(await sandbox.run(code, { values: [1, 2, 6] })).toMatchObject({ ok: true, value: { mean: 3 } });
  });

  test('runs in universal time, with the library of the language', async () => {
    const code = js(`function main({ at }) {
      const day = new Date(at).getHours();
      return [day, 0.1 + 0.2, [3, 1, 2].toSorted(), 'straße'.toUpperCase(), String(2n ** 64n), new Set([1]).union(new Set([2])).size];
    }`);
    expect(await sandbox.run(code, { at: '2026-07-01T10:00:00Z' })).toMatchObject({
      ok: true,
      value: [10, 0.1 + 0.2, [1, 2, 3], 'STRASSE', '18446744073709551616', 2],
    });
  });

  test('tells what a tool throws, and where', async () => {
    const code = js('export function main({ a }) {\n  if (a < 0) throw new RangeError(`a is ${a}`);\n  return a;\n}');
    const outcome = await sandbox.run(code, { a: -1 });
    expect(outcome).toMatchObject({
      ok: false,
      error: { code: 'threw', message: 'The tool failed: RangeError: a is -1', line: 2 },
    });
  });

  test('does not run what has a violation, and names them all', async () => {
    const outcome = await sandbox.run(js('export function main() {\n  fetch("x");\n  return process.env;\n}'), {});
    expect(outcome).toMatchObject({ ok: false, error: { code: 'invalid', line: 2, column: 3 } });
    expect(outcome.ok ? [] : outcome.error.violations).toHaveLength(2);
  });

  test('is ended at its limit', async () => {
    const outcome = await sandbox.run(js('export function main() { for (;;) {} }'), {}, { time_ms: 300 });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'timeout' } });
    expect(outcome.duration_ms).toBeGreaterThan(299);
  });

  test.each([
    ['memory without end', 'const all = []; for (;;) all.push(new Uint8Array(1e6))', 'out_of_memory'],
    ['a promise that nothing settles', 'return new Promise(() => {})', 'unsettled'],
    ['a result that JSON cannot say', 'return () => 1', 'no_json'],
    ['a result of 2 MB', 'return "x".repeat(2e6)', 'too_large'],
    ['a result of 150 levels', 'let a = []; for (let i = 1; i < 150; i += 1) a = [a]; return a', 'too_large'],
  ])('ends %s with a typed error', async (_name, body, code) => {
    const outcome = await sandbox.run(js(`export function main() { ${body} }`), {}, { time_ms: 30_000 });
    expect(outcome).toMatchObject({ ok: false, error: { code } });
  });

  test('takes and gives a megabyte', async () => {
    const text = 'ä"\\n'.repeat(100_000);
    const outcome = await sandbox.run(js('export const main = ({ text }) => text'), { text }, { time_ms: 30_000 });
    expect(outcome.ok ? outcome.value === text : outcome.error).toBe(true);
  });

  test.each([
    ['of more than a megabyte', { text: 'x'.repeat(LIMITS.args_bytes) }, 'too_large'],
    ['nested too deeply', JSON.parse(`${'{"a":'.repeat(101)}1${'}'.repeat(101)}`) as object, 'too_large'],
    ['that JSON cannot say', { big: 1n }, 'no_json'],
  ])('refuses an argument %s', async (_name, args, code) => {
    expect(await sandbox.run(js('export const main = () => 1'), args)).toMatchObject({ ok: false, error: { code } });
  });

  test('is cancelled by its signal', async () => {
    const controller = new AbortController();
    const running = sandbox.run(
      js('export function main() { for (;;) {} }'),
      {},
      { time_ms: 20_000 },
      controller.signal,
    );
    controller.abort();
    expect(await running).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  });

  test('leaves nothing to the next one', async () => {
    const count = js('globalThis.n ??= 0; export const main = () => ++globalThis.n');
    using unchecked = new Sandbox({ without: ['validation'] });
    expect(await unchecked.run(count, {})).toMatchObject({ ok: true, value: 1 });
    expect(await unchecked.run(count, {})).toMatchObject({ ok: true, value: 1 });
  });

  test('is refused when too many wait, and those that wait can be cancelled', async () => {
    using own = new Sandbox();
    await own.warm();
    const controller = new AbortController();
    // As many run as there are processors, and 32 wait.
    const codes = await Promise.all(
      Array.from({ length: Math.max(2, availableParallelism()) + 33 }, async () => {
        const outcome = await own.run(js('export function main() { for (;;) {} }'), {}, {}, controller.signal);
        const code = outcome.ok ? 'ok' : outcome.error.code;
        if (code === 'busy') controller.abort();
        return code;
      }),
    );
    expect(codes.filter((code) => code === 'busy')).toHaveLength(1);
    expect(codes.filter((code) => code === 'cancelled')).toHaveLength(codes.length - 1);
  });
});

test('a sandbox says what runs the code and what stands around it', async () => {
  const info = await sandbox.getSandboxInfo();
  expect(info).toMatchObject({ engine: 'quickjs-wasi', languages: ['javascript', 'typescript'] });
  expect(info.layers.map(({ layer }) => layer)).toEqual(['permission', 'seccomp', 'bubblewrap']);
  expect(info.layers[0]).toEqual({ layer: 'permission', active: true });
  for (const { active, detail } of info.layers) expect(active || (detail ?? '') !== '').toBe(true);
});

test('a closed sandbox runs nothing', async () => {
  const closed = new Sandbox();
  closed[Symbol.dispose]();
  expect(await closed.run(js('export const main = () => 1'), {})).toMatchObject({
    ok: false,
    error: { code: 'unavailable' },
  });
});

test('a worker whose parent has gone ends by itself', async () => {
  const { spawn } = await import('node:child_process');
  const script = `import { Sandbox } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)};
    import { WorkerProcess } from ${JSON.stringify(new URL('../src/worker-process.ts', import.meta.url).href)};
    import { workerCommand } from ${JSON.stringify(new URL('../src/worker-command.ts', import.meta.url).href)};
    void Sandbox;
    const worker = new WorkerProcess(workerCommand({ kind: 'run', layers: new Set(['permission']), memoryBytes: 64 << 20 }));
    await worker.ready; process.stdout.write(String(worker.pid)); process.kill(process.pid, 'SIGKILL');`;
  const parent = spawn(process.execPath, [
    '--conditions=@nexus/source',
    '--input-type=module-typescript',
    '-e',
    script,
  ]);
  const pid = await new Promise<number>((resolve) => {
    parent.stdout.once('data', (text: Buffer) => resolve(Number(text.toString())));
  });
  await expect.poll(() => isRunning(pid), { timeout: 20_000 }).toBe(false);
});

test('a program that leaves workers idle, begun by itself and in the thread, ends with them', async () => {
  const script = `import { Sandbox } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)};
    import { existsSync, readdirSync, readFileSync } from 'node:fs';
    const sandbox = new Sandbox({ poolSize: 2, without: ['bubblewrap'] });
    const tool = { language: 'javascript', code: 'export const main = ({ a }) => a + 1' };
    const values = [];
    for (const a of [1, 2, 3]) values.push((await sandbox.run(tool, { a })).value);
    const idle = (await sandbox.getSandboxInfo()).idle_workers;
    const pids = !existsSync('/proc') ? [] : readdirSync('/proc').filter((id) => {
      try { return readFileSync('/proc/' + id + '/stat', 'utf8').split(') ')[1].split(' ')[1] === String(process.pid) }
      catch { return false } // no process, or no longer
    });
    process.stdout.write(JSON.stringify({ values, idle, pids: pids.map(Number) }));`;
  const options = ['--conditions=@nexus/source', '--input-type=module-typescript', '-e', script];
  const { stdout } = await promisify(execFile)(process.execPath, options, { timeout: 60_000 });
  const { values, idle, pids } = JSON.parse(stdout) as { values: unknown; idle: number; pids: number[] };
  expect({ values, idle }).toEqual({ values: [2, 3, 4], idle: 2 });
  expect(pids.length).toBeGreaterThanOrEqual(process.platform === 'linux' ? 2 : 0);
  for (const pid of pids) await expect.poll(() => isRunning(pid), { timeout: 20_000 }).toBe(false);
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync(`/proc/${pid}`) || !isZombie(pid);
  } catch {
    return false;
  }
}

function isZombie(pid: number): boolean {
  return !existsSync(`/proc/${pid}/exe`);
}

/** What an engine may say of a tool; a crash is none of it. */
const ANSWERS = new Set(['value', 'threw', 'unsettled', 'no_json', 'timeout', 'out_of_memory', 'too_large', 'killed']);
const OUTCOMES = new Set(['ok', 'invalid', ...ANSWERS]);
/** Of those that pass the check, one in so many is run by a process as well, which takes much longer than the engine. */
const PROCESS_EVERY = 20;

test(
  'no source and no argument brings the process down or is left without an outcome',
  { timeout: 240_000 },
  async () => {
    using engine = new EngineThread();
    const tool = fc.oneof(
      { weight: 30, arbitrary: sources('javascript').map(js) },
      { weight: 1, arbitrary: sources('typescript').map(ts) }, // a process for each, which strips the types
    );
    const numRuns = process.env['NEXUS_TEST_DEEP'] === '1' ? 10_000 : 200;
    let passed = 0;
    const unexpected: string[] = [];
    await fc.assert(
      fc.asyncProperty(tool, fc.jsonValue(), async (given, args) => {
        const { violations, executable } = await sandbox.check(given);
        if (violations.length > 0) return;
        passed += 1;
        const { kind } = await engine.run(executable, 200, JSON.stringify(args));
        if (!ANSWERS.has(kind)) unexpected.push(`${kind}: ${given.code}`);
        if (passed % PROCESS_EVERY !== 0) return;
        const outcome = await sandbox.run(given, args, { time_ms: 1_000 });
        const code = outcome.ok ? 'ok' : outcome.error.code;
        if (!OUTCOMES.has(code)) unexpected.push(`${code}: ${given.code}`);
      }),
      { numRuns },
    );
    expect(unexpected).toEqual([]);
    expect(passed).toBeGreaterThan(numRuns / 5);
  },
);
