import { BuildingTime, NEXUS_ERROR_CODES } from '@nexus/models';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { buildServer } from '../build-server.ts';
import { catalogue } from '../catalogue.ts';
import { ERROR_CODE_META } from '../fault.ts';
import { jsonLines, logger } from '../log.ts';
import type { JsonSchema } from '../schema.ts';
import type { ServerSpec } from '../server-spec.ts';
import { argumentsFor, type KnownValues } from './argument-arbitraries.ts';

export interface ToolFuzzOptions {
  /** Generated arguments a tool. */
  readonly runs?: number;
  /** A fixed seed makes the tests the same at each run; a failure prints its own. */
  readonly seed?: number;
  /** Values that get past validation where the schema cannot say which do: ids that exist, times, units. */
  readonly values?: KnownValues;
}

/** Below this share of calls that reach the tool's own code, the test would prove little. */
const MIN_REACHING = 0.01;

const Answer = z.object({
  result: z.object({
    isError: z.boolean().optional(),
    structuredContent: z.record(z.string(), z.unknown()).optional(),
    _meta: z.record(z.string(), z.unknown()).optional(),
  }),
});

/**
 * Registers a test a tool that no generated arguments break: every call answers by the output schema, or fails with
 * one of the platform's codes. The calls take the whole way through the kit, over one connection.
 *
 * @param open Fresh dependencies, best over a store with some data; disposed afterwards.
 */
export function testToolFuzz<Config extends z.ZodObject, Deps extends AsyncDisposable>(
  spec: ServerSpec<Config, Deps>,
  open: () => Promise<Deps>,
  { runs = 10_000, seed, values = {} }: ToolFuzzOptions = {},
): void {
  const declared = catalogue(spec, false);
  describe(`${spec.name} answers whatever it is asked`, () => {
    for (const tool of declared.wireTools) {
      test(`${tool.name} takes ${runs} generated arguments`, { timeout: 120_000 }, async () => {
        await using deps = await open();
        await using caller = await rawCaller(spec, deps);
        const output = z.fromJSONSchema(tool.outputSchema as Parameters<typeof z.fromJSONSchema>[0]);
        let reaching = 0;
        await fc.assert(
          fc.asyncProperty(argumentsFor(tool.inputSchema as JsonSchema, values), async (args) => {
            const outcome = judge(await caller.call(tool.name, args), output);
            if ('fault' in outcome) throw new Error(`${outcome.fault}\n${caller.lastLog()}`);
            if (outcome.code !== 'invalid_argument') reaching += 1;
          }),
          { numRuns: runs, ...(seed === undefined ? {} : { seed }) },
        );
        expect(reaching).toBeGreaterThan(runs * MIN_REACHING); // if not, name some good `values`
      });
    }
  });
}

type Outcome = { readonly code: string } | { readonly fault: string };

function judge(message: unknown, output: z.ZodType): Outcome {
  const answer = Answer.safeParse(message);
  if (!answer.success) return { fault: `no result: ${JSON.stringify(message).slice(0, 500)}` };
  const { isError, structuredContent, _meta } = answer.data.result;
  if (isError === true) {
    const code = String(_meta?.[ERROR_CODE_META]);
    return NEXUS_ERROR_CODES.some((known) => known === code) ? { code } : { fault: `failed with the code ${code}` };
  }
  const checked = output.safeParse(structuredContent);
  return checked.success ? { code: 'ok' } : { fault: `not by the output schema: ${z.prettifyError(checked.error)}` };
}

/** Calls without the SDK's client, which would check every answer a second time. */
async function rawCaller<Config extends z.ZodObject, Deps extends AsyncDisposable>(
  spec: ServerSpec<Config, Deps>,
  deps: Deps,
) {
  let lastLog = '';
  const log = logger(jsonLines((line) => (lastLog = line), { name: spec.name, minimum: 'error' }));
  const time = new BuildingTime({ zone: 'Europe/Vienna' });
  const server = buildServer({ catalogue: catalogue(spec, false), deps, log, time });
  const [near, far] = InMemoryTransport.createLinkedPair();
  let answered: (message: JSONRPCMessage) => void = () => {};
  near.onmessage = (message) => {
    if ('id' in message) answered(message);
  };
  await near.start();
  await server.connect(far);
  let calls = 0;
  return {
    async call(name: string, args: Record<string, unknown>): Promise<unknown> {
      calls += 1;
      const { promise, resolve } = Promise.withResolvers<JSONRPCMessage>();
      answered = resolve;
      await near.send({ jsonrpc: '2.0', id: calls, method: 'tools/call', params: { name, arguments: args } });
      // As over a wire: what JSON cannot say does not arrive.
      return JSON.parse(JSON.stringify(await promise));
    },
    lastLog: () => lastLog,
    [Symbol.asyncDispose]: () => server.close(),
  };
}
