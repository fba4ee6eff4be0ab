import { context, type Span, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import type { Environment } from '@nexus/models/environment';
import type { EventListener, HostEvent } from '../loop/events.ts';
import { ATTRIBUTE, SPAN, TOOL_ERROR } from './gen-ai.ts';

/** Whether spans were asked for. What they go to is up to the SDK that the process was started with. */
export function wantsTraces(environment: Environment): boolean {
  const wanted = environment['NEXUS_OTEL']?.trim().toLowerCase();
  if (wanted !== undefined && wanted !== '') return ['1', 'on', 'true', 'yes'].includes(wanted);
  return Boolean(environment['OTEL_EXPORTER_OTLP_ENDPOINT']);
}

/** Makes spans of a run from its events: one for the run, and in it one for each request to the model and each call. No content. */
export function traceRun(onEvent: EventListener, tracer: Tracer = trace.getTracer('@nexus/host')): EventListener {
  const spans = new RunSpans(tracer);
  return (event) => {
    spans.follow(event);
    onEvent(event);
  };
}

class RunSpans {
  readonly #tracer: Tracer;
  readonly #tools = new Map<string, Span>();
  #run: Span | undefined;
  #model: Span | undefined;
  #modelName = '';

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  follow(event: HostEvent): void {
    switch (event.type) {
      case 'run_started':
        this.#modelName = event.backend.model;
        this.#run = this.#tracer.startSpan(`${SPAN.agent} nexus`, {
          attributes: {
            [ATTRIBUTE.operation]: SPAN.agent,
            [ATTRIBUTE.agentName]: 'nexus',
            [ATTRIBUTE.system]: event.backend.strategy,
            [ATTRIBUTE.model]: this.#modelName,
          },
        });
        break;
      case 'model_started':
        this.#endModel();
        this.#model = this.#begin(`${SPAN.model} ${this.#modelName}`, SpanKind.CLIENT, {
          [ATTRIBUTE.operation]: SPAN.model,
          [ATTRIBUTE.model]: this.#modelName,
        });
        break;
      case 'tool_call_started':
        this.#endModel();
        this.#tools.set(
          event.call_id,
          this.#begin(`${SPAN.tool} ${event.tool}`, SpanKind.INTERNAL, {
            [ATTRIBUTE.operation]: SPAN.tool,
            [ATTRIBUTE.toolName]: event.tool,
            [ATTRIBUTE.toolCallId]: event.call_id,
            [ATTRIBUTE.toolType]: 'function',
            ...(event.server !== undefined && { [ATTRIBUTE.server]: event.server }),
          }),
        );
        break;
      case 'tool_call_finished':
        this.#endTool(event);
        break;
      case 'run_finished':
        this.#endRun(event);
        break;
      case 'context_compacted':
      case 'notice':
      case 'text_delta':
      case 'tool_call_progress':
        break;
    }
  }

  #begin(name: string, kind: SpanKind, attributes: Record<string, string>): Span {
    const parent = this.#run ? trace.setSpan(context.active(), this.#run) : context.active();
    return this.#tracer.startSpan(name, { kind, attributes }, parent);
  }

  /** The model has answered when anything else happens. */
  #endModel(): void {
    this.#model?.end();
    this.#model = undefined;
  }

  /** A result that reports an error would look healthy otherwise. */
  #endTool({ call_id, status }: Extract<HostEvent, { type: 'tool_call_finished' }>): void {
    const span = this.#tools.get(call_id);
    this.#tools.delete(call_id);
    if (status !== 'ok') {
      span?.setAttribute(ATTRIBUTE.errorType, status === 'error' ? TOOL_ERROR : status);
      span?.setStatus({ code: SpanStatusCode.ERROR });
    }
    span?.end();
  }

  #endRun({ status, usage }: Extract<HostEvent, { type: 'run_finished' }>): void {
    this.#endModel();
    for (const span of this.#tools.values()) span.end();
    this.#tools.clear();
    if (usage) {
      this.#run?.setAttribute(ATTRIBUTE.inputTokens, usage.prompt_tokens);
      this.#run?.setAttribute(ATTRIBUTE.outputTokens, usage.completion_tokens);
    }
    if (status === 'failed' || status === 'cancelled') {
      this.#run?.setAttribute(ATTRIBUTE.errorType, status);
      this.#run?.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.#run?.end();
    this.#run = undefined;
  }
}
