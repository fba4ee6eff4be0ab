import { isDeepStrictEqual } from 'node:util';
import { NexusError } from '@nexus/models';
import { NexusHost } from '../host.ts';
import type { EventListener, HostEvent } from '../loop/events.ts';
import { readRecording } from './read-recording.ts';
import { replayBackend } from './replay-backend.ts';
import { replayOwnCalls } from './replay-own-calls.ts';
import { type Answer, openReplayServer } from './replay-server.ts';
import { ReplayTools } from './replay-tools.ts';
import { ReplayedOffer } from './replayed-offer.ts';
import type { HttpTarget } from '../servers/server-target.ts';

export interface ReplayResult {
  readonly questions: number;
  /** Where what happened now differs from what was recorded, in words; empty when nothing does. */
  readonly divergences: readonly string[];
}

/**
 * Goes through a recording again: the host runs in earnest, and model and tools answer from the file.
 *
 * @throws {NexusError} `invalid_argument` for a file that is no recording.
 */
export async function replay(path: string, onEvent: EventListener): Promise<ReplayResult> {
  const recording = readRecording(path);
  const { header } = recording;
  const replayed = new ReplayTools(recording.events);
  const divergences: string[] = [];
  const turn = { controller: new AbortController(), info: header.backend };
  const cancel = () => turn.controller.abort(new NexusError('unavailable', 'Cancelled as recorded.'));
  const offer = new ReplayedOffer(recording, () => host.refreshTools());
  await using servers = new AsyncDisposableStack();
  const targets: HttpTarget[] = [];
  for (const name of offer.servers) {
    const answer: Answer = (tool, args) => replayed.answer(tool, args, cancel);
    const server = servers.use(await openReplayServer(name, () => offer.of(name), answer));
    targets.push({ kind: 'http', name, url: server.url, headers: {}, trusted: true });
  }
  const surroundings = { divergences, cancel, offer };
  await using host = new NexusHost(
    {
      servers: targets,
      llm: { backend: 'builtin' },
      timeZone: header.time_zone,
      maxToolIterations: header.max_tool_iterations,
      toolCallTimeoutMs: 60_000,
      connectTimeoutMs: 10_000,
      readOnly: false,
    },
    {
      backend: replayBackend(recording, { ...surroundings, info: () => turn.info }),
      ownCall: replayOwnCalls(recording, surroundings),
      allowWrites: header.allow_writes,
      now: () => Date.parse(header.started),
      ...(header.asks && { approve: () => Promise.resolve(recording.approvals.shift() ?? 'refuse') }),
    },
  );
  for (const questions of recording.conversations) {
    const conversation = await host.startConversation();
    for (const { line, question, backend: info, events } of questions) {
      await offer.reach(line);
      turn.controller = new AbortController();
      turn.info = info;
      const seen: HostEvent[] = [];
      const listen = (event: HostEvent) => {
        seen.push(event);
        replayed.follow(event);
        onEvent(event);
      };
      await conversation.ask(question, { signal: turn.controller.signal, onEvent: listen });
      divergences.push(...differences(question, events, seen));
    }
  }
  divergences.push(...replayed.left());
  const questions = recording.conversations.flat().length;
  return { questions, divergences };
}

/** The first difference, since all later ones follow from it. */
function differences(question: string, recorded: readonly HostEvent[], seen: readonly HostEvent[]): string[] {
  const [before, now] = [recorded.flatMap(comparable), seen.flatMap(comparable)];
  for (let i = 0; i < Math.max(before.length, now.length); i += 1) {
    if (isDeepStrictEqual(before[i], now[i])) continue;
    return [`"${question}", event ${i + 1}: recorded ${shown(before[i])}, now ${shown(now[i])}`];
  }
  return [];
}

const SHOWN_CHARS = 300;

function shown(event: unknown): string {
  const text = event === undefined ? 'nothing' : JSON.stringify(event);
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…`.toWellFormed() : text;
}

/** Without what is never the same: times, how servers were, and how far a call was when. */
function comparable(event: HostEvent): object[] {
  if (event.type === 'notice' || event.type === 'tool_call_progress') return [];
  // Through JSON, as the recording went: fields that are undefined are not there.
  const plain = JSON.parse(JSON.stringify(event)) as Record<string, unknown>;
  return [{ ...plain, ...('duration_ms' in plain && { duration_ms: 0 }) }];
}
