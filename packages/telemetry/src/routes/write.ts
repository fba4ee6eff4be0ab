import { NexusError } from '@nexus/models';
import type { RouteAnswer } from '@nexus/server-kit';
import { defineRoute } from '../deps.ts';
import { timestampsOf } from '../ingest/line-protocol/timestamp.ts';
import type { WriteReport } from '../ingest/line-protocol/write-points.ts';

const MAX_BODY_BYTES = 25_000_000;
const MAX_IN_MESSAGE = 5;

/** As InfluxDB 2; `org` and `bucket` may be given and mean nothing. */
export const writeV2 = writeRoute('/api/v2/write', (message, lines) => ({ code: 'invalid', message, lines }));

/** As InfluxDB 1, whose clients look for `error`; `db` and `rp` mean nothing. */
export const writeV1 = writeRoute('/write', (error, lines) => ({ error, lines }));

function writeRoute(path: string, refusal: (message: string, lines: WriteReport['lines']) => object) {
  return defineRoute({
    method: 'POST',
    path,
    access: 'write',
    maxBodyBytes: MAX_BODY_BYTES,
    async handle({ query, body }, { deps, time }): Promise<RouteAnswer> {
      const toMs = timestampsOf(query.get('precision') ?? 'ns');
      if (toMs === undefined) {
        throw new NexusError('invalid_argument', 'The precision is none of ns, us, ms, s, m and h.');
      }
      const intake = await deps.intake();
      if (intake.isFull) throw new NexusError('unavailable', 'Too many readings wait to be stored.');
      const { writePoints } = await import('../ingest/line-protocol/write-points.ts');
      const text = new TextDecoder().decode(body);
      const report = await writePoints(text, { toMs, intake, source: path, now_ms: time.nowMs() });
      if (report.refused === 0) return { status: 204 };
      return { status: 400, body: refusal(describe(report), report.lines) };
    },
  });
}

/** Clients log this and nothing else. */
function describe({ refused, lines }: WriteReport): string {
  const named = lines.slice(0, MAX_IN_MESSAGE).map(({ line, fault }) => `line ${line}: ${fault}`);
  const more = refused > named.length ? `; and ${refused - named.length} more` : '';
  return `partial write: ${named.join('; ')}${more}. The other points are stored.`;
}
