import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { type CheckedCode, Sandbox, type ToolCode } from '@nexus/sandbox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pythonRuntime } from '../src/index.ts';
import { cacheFolder } from './snapshot-folder.ts';

let sandbox: Sandbox;
let thread: Worker;
beforeAll(async () => {
  const runtime = pythonRuntime({ cacheFolder });
  sandbox = new Sandbox({ runtimes: [runtime] });
  const [folder, snapshot] = (await runtime.prepare()).args;
  thread = new Worker(new URL('fixtures/checking-thread.ts', import.meta.url), { workerData: { folder, snapshot } });
});
afterAll(async () => {
  sandbox[Symbol.dispose]();
  await thread.terminate();
});

/** What a worker answers, from one guest for all sources: a process for each would take a second. */
async function check(tool: ToolCode): Promise<CheckedCode> {
  thread.postMessage(tool.code);
  const [answer] = (await once(thread, 'message')) as [{ readonly json: string }];
  return JSON.parse(answer.json) as CheckedCode;
}

const python = (code: string) => ({ language: 'python', code }) as const;

const ENERGY_USE = python(`
def main(total_kwh: float, area_sqm: float = 2500) -> dict[str, float]:
    """Energy use intensity of a zone."""
    return {"eui_value": total_kwh / area_sqm}
`);

test('a tool takes its parameters by name, and its hints are the schema', async () => {
  const { violations, signature } = await sandbox.check(ENERGY_USE);
  expect(violations).toEqual([]);
  expect(signature).toEqual({
    description: 'Energy use intensity of a zone.',
    input_schema: {
      type: 'object',
      properties: { total_kwh: { type: 'number' }, area_sqm: { type: 'number' } },
      required: ['total_kwh'],
      additionalProperties: false,
    },
    output_schema: { type: 'object', additionalProperties: { type: 'number' } },
  });
  // 125,000 kWh on 2,500 m² are 50 kWh/m².
  expect(await sandbox.run(ENERGY_USE, { total_kwh: 125_000 })).toMatchObject({ ok: true, value: { eui_value: 50 } });
});

test('or one mapping, which a TypedDict describes', async () => {
  const tool = python(`
from typing import Literal, NotRequired, TypedDict

class Pipe(TypedDict):
    flow: float
    "Litres per second."
    material: NotRequired[Literal["steel", "copper"]]
    sizes: list[int] | None

async def main(pipe: Pipe):
    return pipe["flow"] * 2
`);
  expect((await check(tool)).signature.input_schema).toEqual({
    type: 'object',
    properties: {
      flow: { type: 'number', description: 'Litres per second.' },
      material: { enum: ['steel', 'copper'] },
      sizes: { anyOf: [{ type: 'array', items: { type: 'integer' } }, { type: 'null' }] },
    },
    required: ['flow', 'sizes'],
    additionalProperties: false,
  });
  expect(await sandbox.run(tool, { flow: 1.5, sizes: null })).toMatchObject({ ok: true, value: 3 });
});

test('ten modules of the library are there', async () => {
  const tool = python(`
import math, statistics, re, itertools, functools, json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timezone
from decimal import Decimal
from fractions import Fraction

def main(args):
    return [
        math.isqrt(10), statistics.median([1, 3, 2]), datetime.strptime("2026-03-29", "%Y-%m-%d").weekday(),
        re.sub(r"\\d", "#", "a1"), Counter("aab")["a"], list(itertools.accumulate([1, 2])), functools.reduce(max, [1, 4]),
        json.loads("[1]"), str(Decimal("0.1") * 3), str(Fraction(1, 3) + 1), isinstance(args, Mapping),
        datetime.fromtimestamp(0, timezone.utc).isoformat(),
    ]
`);
  // 29 March 2026 is a Sunday, the sixth day after Monday.
  expect(await sandbox.run(tool, {})).toMatchObject({
    ok: true,
    value: [3, 2, 6, 'a#', 2, [1, 3], 4, [1], '0.3', '4/3', true, '1970-01-01T00:00:00+00:00'],
  });
});

test('every violation is listed, in order, with line and column', async () => {
  const { violations } = await check(
    python(`import os, math
def main(args):
    "ä"; eval(args)
    return args.__class__, unknown, "{0.__globals__}", open`),
  );
  expect(violations.map(({ rule, line, column }) => `${rule} ${line}:${column}`)).toEqual([
    'import 1:8',
    'global 3:10',
    'member 4:12',
    'global 4:28',
    'member 4:37',
    'global 4:56',
  ]);
  expect(violations[0]?.message).toBe('The module os is not available.');
});

test.each([
  ['a syntax error', 'def main(args):\n    return (', 'syntax 2:12'],
  ['no main', 'x = 1', 'entry 1:1'],
  ['a source that is nested without measure', `def main(args): return ${'('.repeat(30_000)}`, 'syntax 1:'],
])('%s is a violation', async (_name, code, expected) => {
  const { violations } = await check(python(code));
  expect(violations.map(({ rule, line, column }) => `${rule} ${line}:${column}`).join()).toContain(expected);
});

test('a type without counterpart asks for the schema', async () => {
  const checked = await check(python('def main(a: complex): return 1'));
  expect(checked.schema_fault).toBe('The type complex has no counterpart in JSON Schema.');
});

test('what a tool throws is told, and where', async () => {
  const tool = python('def main(a):\n    if a["x"] < 0:\n        raise ValueError(f"x is {a[\'x\']}")\n    return 1');
  expect(await sandbox.run(tool, { x: -1 })).toMatchObject({
    ok: false,
    error: { code: 'threw', message: 'The tool failed: ValueError: x is -1', line: 3 },
  });
});

test('leaves nothing to the next one', async () => {
  const tool = python('import math\ndef main(args):\n    math.pi += 1\n    return math.floor(math.pi)');
  expect(await sandbox.run(tool, {})).toMatchObject({ ok: true, value: 4 });
  expect(await sandbox.run(tool, {})).toMatchObject({ ok: true, value: 4 });
});

test('the snapshot is one whole file, and nothing else is left beside it', () => {
  expect(readdirSync(cacheFolder).filter((name) => !/^pyodide-[\d.]+-[0-9a-f]{16}\.snapshot$/.test(name))).toEqual([]);
});
