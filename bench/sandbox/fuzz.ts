// Sources and arguments that a grammar makes up: through the checks that run in the server's own process, and those that pass them
// through the engine, in a thread; one in a thousand also by a process of its own.
// Usage: node --conditions=@nexus/source bench/sandbox/fuzz.ts [sources=100000] [seed]
import { Sandbox } from '@nexus/sandbox';
import fc from 'fast-check';
import { EngineThread } from '../../packages/sandbox/test/fixtures/engine-in-thread.ts';
import { sources } from '../../packages/sandbox/test/fixtures/sources.ts';

const wanted = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
const TIME_MS = 100;
/** A machine that is too busy to start a process says so in a typed error, which is no crash unless it goes on. */
const MAX_UNANSWERED = 3;

// TypeScript is stripped in a process, so most of it is plain, and the types are read of what does not parse.
const tool = fc.oneof(
  { weight: 100, arbitrary: sources('javascript').map((code) => ({ language: 'javascript' as const, code })) },
  { weight: 1, arbitrary: sources('typescript').map((code) => ({ language: 'typescript' as const, code })) },
);

using sandbox = new Sandbox();
using engine = new EngineThread();
const seen = new Map<string, number>();
const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
let tried = 0;
let ran = 0;
let unanswered = 0;
await fc.assert(
  fc.asyncProperty(tool, fc.jsonValue(), async (given, args) => {
    tried += 1;
    const { violations, executable } = await twice(() => sandbox.check(given));
    count(violations.length === 0 ? 'passes the check' : `refused: ${violations[0]?.rule}`);
    if (violations.length === 0) {
      ran += 1;
      const answer = await engine.run(executable, TIME_MS, JSON.stringify(args));
      if (answer.kind === 'crashed') throw new Error(answer.message);
      count(`engine: ${answer.kind}`);
    }
    if (tried % 1_000 !== 0) return;
    const outcome = await sandbox.run(given, args, { time_ms: 1_000 });
    const code = outcome.ok ? 'ok' : outcome.error.code;
    count(`process: ${code}`);
    if (code === 'crashed' || code === 'unavailable' || code === 'busy') unanswered += 1;
    if (unanswered > MAX_UNANSWERED) throw new Error(JSON.stringify(outcome));
  }),
  { numRuns: wanted, seed, endOnFailure: true },
);
console.log(
  `${tried} sources, seed ${seed}: nothing crashed; ${ran} of them (${Math.round((100 * ran) / tried)} %) passed and ran`,
);
for (const [what, times] of [...seen].sort(([a], [b]) => (a < b ? -1 : 1)))
  console.log(`${String(times).padStart(8)} ${what}`);

async function twice<Result>(action: () => Promise<Result>): Promise<Result> {
  return await action().catch(action);
}
