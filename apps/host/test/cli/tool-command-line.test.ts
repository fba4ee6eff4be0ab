import { expect, test } from 'vitest';
import { readToolArguments } from '../../src/cli/tool-command-line.ts';
import type { ToolInfo } from '../../src/host.ts';

const TOOL: ToolInfo = {
  name: 'get_energy_report',
  title: 'Energy',
  description: '',
  server: 'telemetry',
  access: 'read',
  input_schema: {
    type: 'object',
    properties: {
      building: { type: 'string' },
      floors: { type: 'array', items: { type: 'integer' } },
      metrics: { type: 'array', items: { type: 'string' } },
      start: { type: 'string' },
      threshold: { type: 'number' },
      include_idle: { type: 'boolean' },
    },
  },
};

test.each([
  [['--building', 'NORTH'], { building: 'NORTH' }],
  [['--building=A=B'], { building: 'A=B' }],
  [['--start', '-24h', '--threshold', '-1.5'], { start: '-24h', threshold: -1.5 }],
  [['--floors', '2', '--floors', '3'], { floors: [2, 3] }],
  [['--floors', '2,3', '--metrics', '["a,b","c"]'], { floors: [2, 3], metrics: ['a,b', 'c'] }],
  [['--include-idle', '--building', 'N'], { include_idle: true, building: 'N' }],
  [['--no-include_idle'], { include_idle: false }],
  [['--json', '{"floors":[2]}', '--building', 'N'], { floors: [2], building: 'N' }],
  [[], {}],
])('%j is read as %j', (words, args) => {
  expect(readToolArguments(TOOL, words)).toEqual(args);
});

test.each([
  [['--bilding', 'N'], "Unknown option '--bilding'"],
  [['NORTH'], "Unexpected argument 'NORTH'"],
  [['--building'], 'argument missing'],
  [['--json', '{'], '--json is not valid JSON'],
])('%j is refused', (words, fault) => {
  expect(() => readToolArguments(TOOL, words)).toThrow(fault);
});
