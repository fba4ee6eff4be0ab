import { readFileSync } from 'node:fs';
import type { BackendInfo } from '@nexus/llm';
import { NexusError } from '@nexus/models';
import * as z from 'zod';
import type { ToolInfo } from '../host.ts';
import type { Approval } from '../loop/approval.ts';
import type { HostEvent } from '../loop/events.ts';
import type { Header, ModelExchange, OwnCallExchange, RecordedLine } from './format.ts';

/** Something of a recording, with the number of its line. */
type At<Line> = Line & { readonly line: number };

/** A question with what happened while it was answered. */
interface RecordedQuestion {
  readonly line: number;
  readonly question: string;
  readonly backend: BackendInfo;
  readonly events: HostEvent[];
}

export interface Recording {
  readonly header: Header;
  /** Of all servers, each time that they had changed. */
  readonly tools: readonly { readonly line: number; readonly tools: readonly ToolInfo[] }[];
  readonly conversations: readonly (readonly RecordedQuestion[])[];
  readonly models: readonly At<ModelExchange>[];
  readonly ownCalls: readonly At<OwnCallExchange>[];
  readonly approvals: Approval[];
  readonly events: readonly HostEvent[];
}

// The rest of a line is ours, and compared rather than trusted.
const Line = z.looseObject({
  type: z.enum(['header', 'tools', 'conversation', 'approval', 'model', 'own_call', 'event']),
});

/** @throws {NexusError} `invalid_argument` for a file that is no recording of this version. */
export function readRecording(path: string): Recording {
  const lines = readLines(path);
  const header = lines.find((line) => line.type === 'header');
  if (header?.version !== 1) throw noRecording(path, 'it does not begin as one');
  const conversations: RecordedQuestion[][] = [];
  for (const [number, line] of lines.entries()) {
    if (line.type === 'conversation') conversations.push([]);
    if (line.type !== 'event') continue;
    const questions = conversations.at(-1) ?? [];
    if (conversations.length === 0) conversations.push(questions);
    if (line.event.type === 'run_started') {
      const { question, backend } = line.event;
      questions.push({ line: number, question, backend, events: [] });
    }
    questions.at(-1)?.events.push(line.event);
  }
  return {
    header,
    tools: lines.flatMap((each, line) => (each.type === 'tools' ? [{ line, tools: each.tools }] : [])),
    conversations,
    models: lines.flatMap((each, line) => (each.type === 'model' ? [{ ...each, line }] : [])),
    ownCalls: lines.flatMap((each, line) => (each.type === 'own_call' ? [{ ...each, line }] : [])),
    approvals: lines.flatMap((line) => (line.type === 'approval' ? [line.approval] : [])),
    events: lines.flatMap((line) => (line.type === 'event' ? [line.event] : [])),
  };
}

function readLines(path: string): RecordedLine[] {
  try {
    const texts = readFileSync(path, 'utf8').split('\n').slice(0, -1); // a last line that was cut off is none
    return texts.map((text) => Line.parse(JSON.parse(text)) as unknown as RecordedLine);
  } catch (cause) {
    throw noRecording(path, cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause), cause);
  }
}

function noRecording(path: string, why: string, cause?: unknown): NexusError {
  return new NexusError('invalid_argument', `${path} is no recording: ${why}.`, {
    hint: 'nexus ask --record FILE and nexus chat --record FILE make one.',
    cause,
  });
}
