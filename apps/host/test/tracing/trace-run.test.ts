import type { Span, SpanOptions, Tracer } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { traceRun, wantsTraces } from '../../src/tracing/trace-run.ts';
import { hostOver } from '../fixtures/host.ts';
import { calls, says, scripted } from '../fixtures/scripted-backend.ts';
import { building } from '../fixtures/targets.ts';

interface SeenSpan {
  readonly name: string;
  readonly attributes: Record<string, unknown>;
  ended: boolean;
}

/** A tracer that keeps what it is told. */
function keeper(): { readonly tracer: Tracer; readonly spans: SeenSpan[] } {
  const spans: SeenSpan[] = [];
  const startSpan = (name: string, { attributes = {} }: SpanOptions = {}) => {
    const seen: SeenSpan = { name, attributes: { ...attributes }, ended: false };
    spans.push(seen);
    return {
      setAttribute: (key: string, value: unknown) => (seen.attributes[key] = value),
      setStatus: () => {},
      end: () => (seen.ended = true),
    } as unknown as Span;
  };
  return { tracer: { startSpan } as unknown as Tracer, spans };
}

test('a run, its model requests and its calls are spans by the GenAI conventions, without content', async () => {
  const backend = scripted(calls(['read_point', { point: 'lobby' }], ['fail']), says('21.5 °C'));
  await using host = hostOver([building()], backend);
  const { tracer, spans } = keeper();
  await host.query('How warm is it?', { onEvent: traceRun(() => {}, tracer) });
  expect(spans.map(({ name }) => name)).toEqual([
    'invoke_agent nexus',
    'chat scripted',
    'execute_tool read_point',
    'execute_tool fail',
    'chat scripted',
  ]);
  expect(spans.every(({ ended }) => ended)).toBe(true);
  expect(spans[0]?.attributes).toMatchObject({ 'gen_ai.usage.input_tokens': 4, 'gen_ai.usage.output_tokens': 2 });
  expect(spans[2]?.attributes).toMatchObject({ 'gen_ai.tool.name': 'read_point', 'nexus.mcp.server': 'building' });
  expect(spans[3]?.attributes['error.type']).toBe('tool_error');
  expect(JSON.stringify(spans)).not.toMatch(/lobby|warm|21\.5/u);
});

test.each([
  [{}, false],
  [{ NEXUS_OTEL: '1' }, true],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' }, true],
  [{ NEXUS_OTEL: 'off', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' }, false],
])('traces are off unless they are asked for: %j', (environment, wanted) => {
  expect(wantsTraces(environment)).toBe(wanted);
});
