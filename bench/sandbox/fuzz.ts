// Sources and arguments that a generator makes up, through the checks that run in the server's own process.
// Usage: node bench/sandbox/fuzz.ts [sources=100000] [seed]      Build first. One in a thousand is run as well.
import { Sandbox } from '@nexus/sandbox';
import fc from 'fast-check';

const sources = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
const words =
  'export default function main ( args ) { } [ ] return => async await class extends constructor super this . ?. ... ` ${ } ' +
  '/ /a/ 1n 0x 1e9 " \\ \' ; , : ? ! ~ ++ ** ??= # @ < > as satisfies enum namespace declare interface type import with yield ' +
  'eval process globalThis __proto__ \u2028 \ud800 \0 <!-- --> #! label:';
const token = fc.constantFrom(...words.split(' '), '\n');
const nested = fc
  .tuple(fc.constantFrom('(', '[', '{', '!', '`${', 'a=>', 'a?', 'x.', 'Array<', 'if(1)', 'async()=>'), fc.nat(20_000))
  .map(([piece, times]) => piece.repeat(times).slice(0, 60_000));
const body = fc.array(token, { maxLength: 60 }).map((parts) => parts.join(' '));
const source = fc.oneof(
  { weight: 6, arbitrary: body },
  { weight: 6, arbitrary: body.map((text) => `export function main(args: { a: number }) { ${text} }`) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 400 }) },
  { weight: 1, arbitrary: nested },
);
// TypeScript is stripped in a process, so most of it is plain, and the types are read of what does not parse.
const language = fc.oneof(
  { weight: 60, arbitrary: fc.constant('javascript' as const) },
  { weight: 1, arbitrary: fc.constant('typescript' as const) },
);

/** A machine that is too busy to start a process says so in a typed error, which is no crash unless it goes on. */
const MAX_UNANSWERED = 3;

using sandbox = new Sandbox();
const seen = new Map<string, number>();
const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
let tried = 0;
let unanswered = 0;
await fc.assert(
  fc.asyncProperty(fc.record({ language, code: source }), fc.jsonValue(), async (tool, args) => {
    tried += 1;
    const { violations } = await twice(() => sandbox.check(tool));
    count(violations.length === 0 ? 'passes' : `refused: ${violations[0]?.rule}`);
    if (tried % 1_000 !== 0 && violations.length > 0) return;
    const outcome = await sandbox.run(tool, args, { time_ms: 1_000 });
    const code = outcome.ok ? 'ok' : outcome.error.code;
    count(`run: ${code}`);
    if (code === 'unavailable' || code === 'busy') unanswered += 1;
    if (unanswered > MAX_UNANSWERED) throw new Error(JSON.stringify(outcome));
  }),
  { numRuns: sources, seed, endOnFailure: true },
);
console.log(`${tried} sources, seed ${seed}: nothing crashed`);
for (const [what, times] of [...seen].sort(([a], [b]) => (a < b ? -1 : 1)))
  console.log(`${String(times).padStart(8)} ${what}`);

async function twice<Result>(action: () => Promise<Result>): Promise<Result> {
  return await action().catch(action);
}
