import { readFile } from 'node:fs/promises';
import { cleanText, NexusError, toMetricUnit, resolveMetric, type BuildingTime } from '@nexus/models';
import type { Command } from '@nexus/server-kit';
import type { Deps } from '../deps.ts';
import type { Rejection } from '../ingest/delivery.ts';
import type { Reading } from '../store/index.ts';

/** What would become of a message; JSON as it is. */
interface Trial {
  /** Of the rule that takes the topic, from 1; absent when none does. */
  readonly rule?: number;
  readonly topic: string;
  readonly readings: readonly {
    readonly device_id: string;
    readonly metric: string;
    readonly value: number | null;
    readonly unit: string;
    readonly quality: string;
    readonly timestamp: string;
  }[];
  readonly rejections: readonly Rejection[];
  /** Paths of fields that the payload does not have. */
  readonly absent: readonly string[];
}

export const testMappingCommand: Command<Deps> = {
  name: 'test-mapping',
  description: 'Shows which readings an MQTT message gives by a mapping file, and why not. Stores nothing.',
  usage: 'mapping.yaml --topic site/north/3/D-17 --payload {"temp":21.5} [--json]',
  options: {
    topic: { type: 'string', description: 'Topic of the message.' },
    payload: { type: 'string', description: 'Payload of the message, or @file.' },
    json: { type: 'boolean', description: 'Answer as one JSON object.' },
  },
  positionals: true,
  async run({ options, positionals }, { time, print }) {
    const [path, ...others] = positionals;
    const { topic, payload } = options;
    if (path === undefined || others.length > 0 || typeof topic !== 'string' || typeof payload !== 'string') {
      throw new NexusError('invalid_argument', 'Name one mapping file, and a message with --topic and --payload.', {
        hint: `For example: nexus-telemetry test-mapping mapping.yaml --topic site/north/3/D-17 --payload '{"temp":21.5}'`,
      });
    }
    const { mapMessage, readMapping } = await import('#mqtt');
    const rules = await readMapping(path);
    const message = { topic, payload: await bytesOf(payload), arrival_ms: time.nowMs(), isRetained: false };
    const index = rules.findIndex((rule) => rule.topic.match(topic));
    const absent: string[] = [];
    const rule = rules[index];
    const delivery = rule && mapMessage(rule, message, (field) => absent.push(field));
    const trial: Trial = {
      ...(rule ? { rule: index + 1 } : {}),
      topic,
      ...stored(delivery?.readings ?? [], time),
      absent,
    };
    const rejections = [...(delivery?.rejections ?? []), ...trial.rejections];
    print(options['json'] === true ? JSON.stringify({ ...trial, rejections }) : describe({ ...trial, rejections }));
    return trial.readings.length > 0 && rejections.length === 0 ? 0 : 1;
  },
};

/** In the units in which the store would keep them; what it would refuse is rejected here too. */
function stored(readings: readonly Reading[], time: BuildingTime): Pick<Trial, 'readings' | 'rejections'> {
  const rejections: Rejection[] = [];
  const kept = readings.flatMap(({ timestamp_ms, ...reading }) => {
    try {
      const metric = resolveMetric(reading.metric);
      const { value, unit } = toMetricUnit(metric, reading.value ?? 0, reading.unit);
      const timestamp = time.iso(timestamp_ms);
      return [{ ...reading, metric, value: reading.value === null ? null : value, unit, timestamp }];
    } catch (error) {
      if (!NexusError.is(error)) throw error;
      rejections.push({ reason: error.message, payload: JSON.stringify(reading) });
      return [];
    }
  });
  return { readings: kept, rejections };
}

function describe({ rule, topic, readings, rejections, absent }: Trial): string {
  if (rule === undefined) return `No rule takes the topic ${cleanText(topic)}.`;
  const lines = [`Rule ${rule} takes the topic.`];
  for (const { device_id, metric, value, unit, quality, timestamp } of readings) {
    lines.push(`  ${cleanText(device_id)} ${metric} = ${value ?? 'missing'} ${unit} (${quality}) at ${timestamp}`);
  }
  for (const { reason, payload } of rejections) lines.push(`Rejected: ${reason}: ${cleanText(payload, 200)}`);
  for (const field of absent) lines.push(`The payload has no ${cleanText(field)}.`);
  if (readings.length === 0) lines.push('No reading would be stored.');
  return lines.join('\n');
}

async function bytesOf(payload: string): Promise<Uint8Array> {
  if (!payload.startsWith('@')) return new TextEncoder().encode(payload);
  try {
    return await readFile(payload.slice(1));
  } catch (cause) {
    throw new NexusError('not_found', `${payload.slice(1)} does not exist or cannot be read.`, { cause });
  }
}
