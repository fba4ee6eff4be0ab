import { Instant, NexusError, Window, WindowEnd, WindowStart } from '@nexus/models';
import * as z from 'zod';
import { ruleChanges } from '../arguments/rule.ts';
import { defineTool, type Deps } from '../deps.ts';
import { checkRule } from '../domain/check-rule.ts';
import { changedRule, type Rule, type RuleChanges, type RuleDefinition } from '../domain/rule.ts';
import { SEVERITIES } from '../domain/severity.ts';
import { expectedReadings } from '../evaluation/history.ts';
import { replay } from '../evaluation/replay.ts';
import { resolveSelectors } from '../lookup/selectors.ts';
import { directoryOf, watchedSeries } from '../lookup/watched-series.ts';

const DAY_MS = 86_400_000;
const LONGEST_DAYS = 31;
const MOST_READINGS = 2_000_000;
const MAX_SHOWN = 30;
const MAX_DEVICES = 20;

export const testAlertRule = defineTool({
  name: 'test_alert_rule',
  title: 'Try an alert rule',
  description:
    'How often a rule would have raised an alert on stored readings, when and where. Give rule_id, the fields of a new ' +
    'rule, or both to try a change. Changes nothing. Default window: the last 7 days.',
  access: 'read',
  input: z.strictObject({
    rule_id: z.string().min(1).max(120).optional().describe('Rule id or name to begin with.'),
    ...ruleChanges,
    start: WindowStart,
    end: WindowEnd,
  }),
  output: z.object({
    window: Window,
    alerts: z.int().describe('How often it would have fired.'),
    alerts_per_day: z.number(),
    open_at_end: z.int(),
    devices_watched: z.int(),
    readings: z.int(),
    by_device: z
      .array(z.object({ device_id: z.string(), device_name: z.string().optional(), alerts: z.int() }))
      .describe(`Most first, at most ${MAX_DEVICES}.`),
    fired: z
      .array(
        z.object({
          device_id: z.string(),
          severity: z.enum(SEVERITIES),
          value: z.number(),
          triggered_at: Instant,
          cleared_at: Instant.optional(),
        }),
      )
      .describe(`The last ${MAX_SHOWN}, newest first.`),
    omitted: z.int().optional().describe('Earlier ones; narrow the window to see them.'),
  }),
  async run({ rule_id, start, end, ...given }, { deps, time, signal, progress }) {
    const window = time.window({ start, end }, { span_ms: 7 * DAY_MS });
    const days = (window.end_ms - window.start_ms) / DAY_MS;
    if (days > LONGEST_DAYS) throw tooLong(`The window is longer than ${LONGEST_DAYS} days.`);
    const rule = await ruleOf(deps, rule_id, given);
    const telemetry = await deps.telemetry();
    const series = await watchedSeries(deps, rule);
    if (!telemetry || !series) {
      throw new NexusError('unavailable', 'There is no telemetry database, so there are no readings to try it on.', {
        hint: 'Import readings first, or check NEXUS_TELEMETRY_DB_PATH.',
      });
    }
    if (expectedReadings(series, window) > MOST_READINGS) throw tooLong('That is too many readings for one answer.');
    const surroundings = { directory: await directoryOf(deps), time };
    const { fired, readings } = await replay(telemetry, { rule, series, window, surroundings, signal, progress });
    const { directory } = surroundings;
    const counts = new Map<string, number>();
    for (const { device_id } of fired) counts.set(device_id, (counts.get(device_id) ?? 0) + 1);
    const newest = [...fired].reverse().slice(0, MAX_SHOWN);
    return {
      window: time.onWire(window),
      alerts: fired.length,
      alerts_per_day: Math.round((fired.length / days) * 100) / 100,
      open_at_end: fired.filter(({ cleared_ms }) => cleared_ms === undefined).length,
      devices_watched: new Set(series.map(({ device_id }) => device_id)).size,
      readings,
      by_device: [...counts]
        .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
        .slice(0, MAX_DEVICES)
        .map(([device_id, alerts]) => {
          const { device_name } = directory.placeOf(device_id);
          return { device_id, ...(device_name === undefined ? {} : { device_name }), alerts };
        }),
      fired: newest.map(({ device_id, severity, value, triggered_ms, cleared_ms }) => ({
        device_id,
        severity,
        value: Number(value.toPrecision(6)),
        triggered_at: time.iso(triggered_ms),
        ...(cleared_ms === undefined ? {} : { cleared_at: time.iso(cleared_ms) }),
      })),
      ...(fired.length > newest.length ? { omitted: fired.length - newest.length } : {}),
    };
  },
});

/** The rule to try: an existing one, a new one, or an existing one with changes. */
async function ruleOf(deps: Deps, rule_id: string | undefined, given: RuleChanges): Promise<Rule> {
  const changes = { ...given, ...(await resolveSelectors(deps, given)) };
  if (rule_id !== undefined) {
    const rule = await deps.alerts.getRule(rule_id);
    return { ...checkRule(changedRule(rule, changes)), rule_id: rule.rule_id, version: rule.version, enabled: true };
  }
  const { metric, condition, threshold } = changes;
  if (metric === undefined || condition === undefined || threshold === undefined) {
    throw new NexusError('invalid_argument', 'A rule needs metric, condition and threshold.', {
      hint: 'Give them, or the rule_id of a rule that there is.',
    });
  }
  const preset: RuleDefinition = {
    name: 'new rule',
    metric,
    condition,
    threshold,
    severity: 'warning',
    enabled: true,
    cooldown_minutes: 15,
    for_seconds: 0,
  };
  return { ...checkRule(changedRule(preset, changes)), rule_id: 'new', version: 1, enabled: true };
}

function tooLong(message: string): NexusError {
  return new NexusError('limit_exceeded', message, { hint: 'Take a shorter window, such as start=-24h, or a zone.' });
}
