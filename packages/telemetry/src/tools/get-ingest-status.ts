import { type BuildingTime, cleanText, Instant } from '@nexus/models';
import { pageInput, pageOf, pageOutput } from '@nexus/server-kit';
import * as z from 'zod';
import { defineTool } from '../deps.ts';
import type { DeadLetter } from '../store/intake-ledger.ts';

const MAX_PAYLOAD = 400;

const Failure = z.object({ count: z.int(), last_message: z.string(), last: Instant });

export const getIngestStatus = defineTool({
  name: 'get_ingest_status',
  title: 'What came in, and what was refused',
  description:
    'Why data is missing: counts by origin (mqtt, line_protocol), failures by part, and rejected payloads with ' +
    'source and reason, newest first.',
  access: 'read',
  input: z.strictObject({
    query: z.string().max(128).optional().describe('Part of a source or payload, such as a device id.'),
    ...pageInput,
  }),
  output: z.object({
    origins: z.array(
      z.object({
        origin: z.string(),
        messages: z.int(),
        accepted: z.int(),
        replaced: z.int(),
        rejected: z.int(),
        last: Instant,
      }),
    ),
    failures: z.array(Failure.extend({ part: z.string() })),
    fault: z.string().optional().describe('Why this server cannot compact what it stored lately; nothing is lost.'),
    rejected: z.array(
      z.object({
        origin: z.string(),
        source: z.string(),
        reason: z.string(),
        count: z.int(),
        first: Instant,
        last: Instant,
        last_payload: z.string(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ query, limit, offset }, { deps, time }) {
    const ledger = await deps.ledger();
    const { origins, failures } = await ledger.status();
    const { fault } = await deps.telemetry.info();
    const { letters, total } = await ledger.deadLetters({ query, limit, offset });
    const { shown, page } = pageOf(
      letters.map((letter) => presented(letter, time)),
      total,
      { limit, offset },
    );
    return {
      origins: [...origins].map(([origin, { last_ms, ...counts }]) => ({ origin, ...counts, last: time.iso(last_ms) })),
      failures: [...failures].map(([part, { count, message, last_ms }]) => ({
        part,
        count,
        last_message: cleanText(message),
        last: time.iso(last_ms),
      })),
      ...(fault !== undefined && { fault: cleanText(fault) }),
      rejected: shown,
      ...page,
    };
  },
});

function presented({ origin, source, reason, payload, count, first_ms, last_ms }: DeadLetter, time: BuildingTime) {
  return {
    origin,
    source: cleanText(source, 200),
    reason: cleanText(reason, 200),
    count,
    first: time.iso(first_ms),
    last: time.iso(last_ms),
    last_payload: cleanText(payload, MAX_PAYLOAD),
  };
}
