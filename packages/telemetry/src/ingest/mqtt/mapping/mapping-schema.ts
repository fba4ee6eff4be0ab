import * as z from 'zod';
import { TIME_FORMATS } from '../message-time.ts';
import { readPayloadPath } from './payload-path.ts';
import { namesIn, readTopicPattern } from './topic-pattern.ts';

const Path = z
  .string()
  .max(200)
  .transform((text, context) => {
    const path = readPayloadPath(text);
    if (path !== undefined) return path;
    context.addIssue({ code: 'custom', message: 'is no path such as sensors[0].temperature' });
    return z.NEVER;
  });

/** A text with `{names}` of the topic, or where the payload has it. */
const Text = z.union([z.string().min(1).max(128), z.strictObject({ path: Path })]);

const Field = z.strictObject({
  path: Path,
  metric: Text,
  unit: z.union([z.string().max(32), z.strictObject({ path: Path })]).optional(),
  scale: z.number().default(1),
  offset: z.number().default(0),
  quality: z.strictObject({ path: Path }).optional(),
  required: z.boolean().default(false),
});

const Topic = z.string().transform((text, context) => {
  const pattern = readTopicPattern(text);
  if (typeof pattern !== 'string') return pattern;
  context.addIssue({ code: 'custom', message: pattern });
  return z.NEVER;
});

const Rule = z
  .strictObject({
    topic: Topic,
    device_id: Text.default('{device_id}'),
    building: Text.optional(),
    timestamp: z.strictObject({ path: Path, format: z.enum(TIME_FORMATS).default('auto') }).optional(),
    each: Path.optional(),
    fields: z.array(Field).min(1).max(200),
  })
  .superRefine((rule, context) => {
    const texts: [PropertyKey[], unknown][] = [
      [['device_id'], rule.device_id],
      [['building'], rule.building],
      ...rule.fields.map(({ metric }, i): [PropertyKey[], unknown] => [['fields', i, 'metric'], metric]),
    ];
    for (const [path, text] of texts) {
      if (typeof text !== 'string') continue;
      for (const name of namesIn(text)) {
        if (rule.topic.names.includes(name)) continue;
        context.addIssue({ code: 'custom', path, message: `the topic has no level named {${name}}` });
      }
    }
  });

export const MappingFile = z.strictObject({ mappings: z.array(Rule).min(1).max(200) });

export type MappingRule = z.output<typeof Rule>;
export type MappingField = z.output<typeof Field>;
export type MappingText = z.output<typeof Text>;
