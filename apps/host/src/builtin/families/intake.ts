import { cleanText } from '@nexus/models';
import * as z from 'zod';
import { family, type Family } from '../family.ts';
import { faultsOf, resultOf, type ToolRequest } from '../outcome.ts';
import { number, plural } from '../present/amount.ts';
import { table } from '../present/table.ts';
import { localTime } from '../present/window.ts';
import { LongText, Text } from '../wire-fields.ts';

const IngestStatus = z.object({
  origins: z.array(
    z.object({ origin: Text, messages: z.number(), accepted: z.number(), rejected: z.number(), last: z.string() }),
  ),
  failures: z.array(z.object({ part: Text, count: z.number(), last_message: LongText, last: z.string() })),
  rejected: z.array(z.object({ source: Text, reason: LongText, count: z.number(), last: z.string() })),
  total: z.number().optional(),
});

const INTAKE =
  /\b(?:ingest\w*|intake|(?:rejected|refused|malformed|invalid|dead[- ]letter\w*) (?:readings?|messages?|data|payloads?|values?)|(?:readings?|messages?|data|payloads?)\b.*\b(?:rejected|refused|thrown away|dropped)|came in|comes in|coming in|over mqtt|why (?:is|are)\b.*\bmissing)\b/;

const intake = family<{ query?: string }>({
  name: 'what came in and what was refused',
  examples: [
    'Which readings were rejected?',
    'ingest status',
    'What came in over MQTT?',
    'Why is data missing from DEV-CO2-0001?',
    'rejected messages of DEV-TEMP-0003',
  ],
  match({ words, devices, metrics, spans }) {
    if (!INTAKE.test(words) || metrics.length + spans.length > 0) return undefined;
    const [query] = devices;
    return query === undefined ? {} : { query };
  },
  plan: (intent): ToolRequest[] => [{ tool: 'get_ingest_status', arguments: { ...intent, limit: 20 } }],
  present({ query }, outcomes, time) {
    const status = resultOf(outcomes[0], IngestStatus);
    if (status === undefined) return faultsOf(outcomes);
    const { origins, failures, rejected, total = rejected.length } = status;
    const whose = query === undefined ? '' : ` that names ${cleanText(query, 80)}`;
    const came = origins.map(({ origin, messages, accepted, rejected: refused, last }) => [
      origin,
      number(messages, 0),
      number(accepted, 0),
      number(refused, 0),
      localTime(last, time),
    ]);
    const refused = rejected.map(({ source, reason, count, last }) => [
      source,
      reason,
      String(count),
      localTime(last, time),
    ]);
    return [
      came.length === 0
        ? 'Nothing has come in over MQTT or as line protocol yet; imports are not counted here.'
        : `Came in:\n${table(['By', 'Messages', 'Accepted', 'Refused', 'Last'], came)}`,
      total === 0
        ? `Nothing${whose} was refused.`
        : `${plural(total, 'kind')} of message${whose} refused:\n${table(['Source', 'Why', 'Times', 'Last'], refused, total)}`,
      ...failures.map(
        ({ part, count, last_message, last }) =>
          `${part} failed ${plural(count, 'time')}, at last ${localTime(last, time)}: ${last_message}`,
      ),
    ].join('\n');
  },
});

export const intakes: readonly Family[] = [intake];
