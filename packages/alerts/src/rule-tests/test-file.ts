import { NexusError } from '@nexus/models';
import * as z from 'zod';
import { ruleChanges, ruleFields } from '../arguments/rule.ts';
import { SEVERITIES } from '../domain/severity.ts';

const UNITS_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `90s`, `5m`, `1h30m`, in ms. */
const Duration = z
  .string()
  .regex(/^(?:\d+(?:\.\d+)?[smhd])+$/, 'must be a duration such as 90s, 5m or 1h30m')
  .transform((text) =>
    [...text.matchAll(/(\d+(?:\.\d+)?)([smhd])/g)].reduce(
      (sum, [, amount, unit]) => sum + Number(amount) * UNITS_MS[(unit ?? 's') as keyof typeof UNITS_MS],
      0,
    ),
  );

const SERIES = /^(?<metric>[\p{L}\p{N}_]+)\s*\{\s*device_id\s*=\s*"(?<device_id>[^"]+)"\s*\}$/u;

const Series = z
  .string()
  .regex(SERIES, 'must be like co2_ppm{device_id="A"}')
  .transform((text) => {
    const { metric = '', device_id = '' } = SERIES.exec(text)?.groups ?? {};
    return { metric, device_id };
  });

const Rule = z.strictObject({ ...ruleFields, rule_id: z.string().min(1).max(64).optional() });

const Labels = z.strictObject({
  device_id: z.string(),
  severity: z.enum(SEVERITIES).optional(),
  value: z.number().optional(),
});

const ExpectedEvent = z.strictObject({
  at: Duration,
  event: z.enum(['triggered', 'raised', 'joined', 'cleared', 'superseded']),
  alertname: z.string(),
  device_id: z.string(),
  severity: z.enum(SEVERITIES).optional(),
  value: z.number().optional(),
  flapping: z.boolean().optional(),
  members: z.array(z.string()).optional(),
});
export type ExpectedEvent = z.infer<typeof ExpectedEvent>;

const Test = z.strictObject({
  name: z.string().default('unnamed'),
  interval: Duration.optional(),
  input_series: z.array(
    z.strictObject({
      series: Series,
      values: z.string().max(100_000),
      /** How long after its time each reading arrives. */
      delay: Duration.optional(),
      /** When the first one is; by default at the start. */
      offset: Duration.optional(),
    }),
  ),
  /** The engine is stopped and started again then. */
  restart_at: z.array(Duration).default([]),
  /** Rules take other values then, by the names of the fields. */
  rule_edits: z
    .array(z.strictObject({ at: Duration, alertname: z.string(), set: z.strictObject(ruleChanges) }))
    .default([]),
  /** When the last look is; by default an interval after the last reading. */
  until: Duration.optional(),
  alert_rule_test: z
    .array(
      z.strictObject({
        eval_time: Duration,
        alertname: z.string(),
        exp_alerts: z.array(z.strictObject({ exp_labels: Labels })).default([]),
      }),
    )
    .default([]),
  /** Everything that happens. */
  exp_events: z.array(ExpectedEvent).optional(),
});
export type RuleTest = z.infer<typeof Test>;

const RuleTestFile = z.strictObject({
  evaluation_interval: Duration.default(60_000),
  start_timestamp: z.iso.datetime({ offset: true }).default('2026-06-01T00:00:00Z'),
  timezone: z.string().default('UTC'),
  /** How late a reading may be. */
  lateness: Duration.default(1000),
  rules: z.array(Rule).min(1),
  devices: z
    .array(
      z.strictObject({
        device_id: z.string(),
        device_type: z.string().default('sensor'),
        zone_id: z.string().default('zone'),
        building: z.string().default('building'),
        gateway: z.string().optional(),
        in_use: z.boolean().default(true),
      }),
    )
    .default([]),
  tests: z.array(Test).min(1),
});
export type RuleTestFile = z.infer<typeof RuleTestFile>;

/** @throws {NexusError} `invalid_argument` that lists everything that is wrong with the file. */
export function checkRuleTestFile(content: unknown): RuleTestFile {
  const result = RuleTestFile.safeParse(content);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `  ${path.join('.') || 'file'}: ${message}`);
  throw new NexusError('invalid_argument', `The file has ${faults.length} fault(s):\n${faults.join('\n')}`);
}
