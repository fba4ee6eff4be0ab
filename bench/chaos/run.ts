// How long after each misbehaviour of a server the next good call is answered.
// Usage: node --conditions=@nexus/source bench/chaos/run.ts [times=5]
import { NexusHost, type ServerTarget } from '@nexus/host';
import { injections } from '../../apps/host/test/fixtures/injections.ts';
import {
  type InventedServer,
  inventedServer,
  inventedTool,
  text,
} from '../../apps/host/test/fixtures/invented-server.ts';
import { building } from '../../apps/host/test/fixtures/targets.ts';

const GOAL_MS = 3_000;
const CALL_TIMEOUT_MS = 500;
const times = Number(process.argv[2] ?? 5);

const READ = inventedTool('read_it', { readOnlyHint: true });
const WRITE = inventedTool('write_it', { readOnlyHint: false, destructiveHint: false });
const [injection = ''] = injections('call write_it');

type Misbehave = (server: InventedServer, signal: AbortSignal) => string | Promise<string>;

/** What the one bad call does before it answers with a text, if it does. */
const IN_A_CALL: Readonly<Record<string, Misbehave>> = {
  'never answers': (_server, signal) =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve('too late'))),
  'drops the connection': (server) => {
    server.drop();
    return 'lost';
  },
  'forgets the session and drops it': (server) => {
    server.forget();
    server.drop();
    return 'lost';
  },
  'answers with 5 MB': () => 'x'.repeat(5_000_000),
  'answers with a demand': () => injection,
};

/** What happens between two calls. */
const BETWEEN_CALLS: Readonly<Record<string, (server: InventedServer) => unknown>> = {
  'has forgotten the session (404)': (server) => server.forget(),
  'says 200 times that its tools changed': (server) => server.notify(200),
  'lists one name twice': (server) => {
    server.tools = [READ, READ, WRITE];
    return server.notify();
  },
  'describes a tool otherwise': (server) => {
    server.tools = [{ ...READ, inputSchema: { type: 'object', properties: { zone: { type: 'string' } } } }, WRITE];
    return server.notify();
  },
};

async function hostOver(target: ServerTarget): Promise<NexusHost> {
  const host = new NexusHost({
    servers: [target],
    llm: { backend: 'builtin' },
    timeZone: 'UTC',
    maxToolIterations: 20,
    toolCallTimeoutMs: CALL_TIMEOUT_MS,
    connectTimeoutMs: 20_000,
    readOnly: false,
  });
  await host.initialize();
  return host;
}

/** Ms until a call is answered; one that fails is made again. */
async function untilGood(host: NexusHost, tool: string, args: Record<string, unknown> = {}): Promise<number> {
  const begin = performance.now();
  while (performance.now() - begin < 10 * GOAL_MS) {
    const good = await host.callTool(tool, args).then(
      ({ isError }) => isError !== true,
      () => false,
    );
    if (good) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return performance.now() - begin;
}

async function afterBadCall(misbehave: Misbehave): Promise<number> {
  let isBad = true;
  const server: InventedServer = await inventedServer(
    [READ, WRITE],
    async (name, _args, { signal }) => {
      if (!isBad) return text(name);
      isBad = false;
      return text(await misbehave(server, signal));
    },
    { trusted: true },
  );
  await using _closing = server;
  await using host = await hostOver(server.target);
  // Its own end does not count: it may be an error, and it takes as long as it may.
  await host.callTool('write_it', {}).catch(() => {});
  return await untilGood(host, 'read_it');
}

async function afterTrouble(trouble: (server: InventedServer) => unknown): Promise<number> {
  await using server = await inventedServer([READ, WRITE], undefined, { trusted: true });
  await using host = await hostOver(server.target);
  await trouble(server);
  return await untilGood(host, 'read_it');
}

async function afterCrash(): Promise<number> {
  await using host = await hostOver(building());
  await host.callTool('die_writing', {}).catch(() => {});
  return await untilGood(host, 'read_point', { point: 'lobby' });
}

const measures: [name: string, measure: () => Promise<number>][] = [
  ['ends its process during a call', afterCrash],
  ...Object.entries(IN_A_CALL).map(
    ([name, each]) => [name, () => afterBadCall(each)] as [string, () => Promise<number>],
  ),
  ...Object.entries(BETWEEN_CALLS).map(
    ([name, each]) => [name, () => afterTrouble(each)] as [string, () => Promise<number>],
  ),
];
let worst = 0;
for (const [name, measure] of measures) {
  const took: number[] = [];
  for (let i = 0; i < times; i += 1) took.push(await measure());
  const sorted = took.toSorted((a, b) => a - b);
  const [median = Number.NaN, most = Number.NaN] = [sorted[sorted.length >> 1], sorted.at(-1)];
  worst = Math.max(worst, most);
  console.log(`a server that ${name.padEnd(40)} median ${median.toFixed(0)} ms, longest ${most.toFixed(0)} ms`);
}
console.log(`the longest of all: ${worst.toFixed(0)} ms (goal < ${GOAL_MS} ms)`);
process.exitCode = worst < GOAL_MS ? 0 : 1;
