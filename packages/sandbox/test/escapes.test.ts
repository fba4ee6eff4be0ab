import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunOutcome, Sandbox } from '../src/index.ts';
import { checkJavaScript } from '../src/validation/check-javascript.ts';
import { CONSTRUCTORS } from './escapes/constructors.ts';
import { corpus } from './escapes/corpus.ts';
import type { EscapeCase } from './escapes/escape-case.ts';
import { FORGERIES } from './escapes/forgeries.ts';
import { hostObjects } from './escapes/host-objects.ts';
import { AttackedHost, SECRET } from './fixtures/attacked-host.ts';
import { EngineThread } from './fixtures/engine-in-thread.ts';

/** Short, for the sake of those that never end; an honest case that is late is contained all the same. */
const TIME_MS = 100;
const PROCESS_MS = 500;
let host: AttackedHost;
beforeAll(async () => {
  host = await AttackedHost.open();
  process.env['NEXUS_CANARY'] = SECRET;
});
afterAll(() => {
  delete process.env['NEXUS_CANARY'];
  host[Symbol.dispose]();
});

test('the corpus has at least sixty cases of different names', () => {
  const names = corpus(host.where).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(60);
});

/** What is lost when one of these is contained by the engine: nothing. When by a process: its time, its channel. */
const OF_THE_PROCESS = new Set([
  ...FORGERIES.map(({ name }) => name),
  'endless loop',
  'endless promises that nobody waits for',
  'expensive regular expression',
  'array buffers',
  'recursion',
  'large result',
  'large error',
  'process',
  'stack trace with paths of the host',
  'then of the result',
]);

test('the engine alone contains every case, in the process of the host', { timeout: 240_000 }, async () => {
  using engine = new EngineThread();
  const escaped: string[] = [];
  for (const { name, code, followUp } of corpus(host.where)) {
    for (const each of [code, ...(followUp === undefined ? [] : [followUp])]) {
      const text = JSON.stringify(await engine.run(each, TIME_MS));
      if (isEscape(text)) escaped.push(`${name}: ${text}`);
    }
  }
  expect(escaped).toEqual([]);
  expect(host.isTouched).toBe(false);
});

test(
  'a process of its own contains those that aim at it, behind all layers but validation',
  { timeout: 240_000 },
  async () => {
    using sandbox = new Sandbox({ without: ['validation'] });
    const cases = corpus(host.where).filter(
      ({ name }) => process.env['NEXUS_TEST_DEEP'] === '1' || OF_THE_PROCESS.has(name),
    );
    expect(cases.length).toBeGreaterThanOrEqual(OF_THE_PROCESS.size);
    const outcomes = await attemptAll(sandbox, cases);
    const escaped = cases.flatMap(({ name }, i) => {
      const text = JSON.stringify(outcomes[i]);
      return isEscape(text) ? [`${name}: ${text}`] : [];
    });
    expect(escaped).toEqual([]);
    expect(host.isTouched).toBe(false);
    const honest = await sandbox.run(
      { language: 'javascript', code: 'export const main = ({ a }) => a + 1' },
      { a: 1 },
    );
    expect(honest).toMatchObject({ ok: true, value: 2 });
  },
);

test('validation refuses most of what reaches for the host, before anything runs', () => {
  const cases = [...CONSTRUCTORS, ...hostObjects(host.where)];
  const refused = cases.filter(({ code }) => checkJavaScript(code).length > 0);
  expect(refused.length / cases.length).toBeGreaterThan(0.75);
});

function isEscape(text: string): boolean {
  return text.includes('ESCAPED') || text.includes(SECRET) || text.includes('"crashed"');
}

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
    outcomes.push(await sandbox.run({ language: 'javascript', code: each }, { x: 1 }, { time_ms: PROCESS_MS }));
  }
  return outcomes;
}
