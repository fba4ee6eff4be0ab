import { NexusError } from '@nexus/models';
import { expect, test } from 'vitest';
import { checkRule } from '../../src/domain/check-rule.ts';
import { changedRule, type RuleDefinition } from '../../src/domain/rule.ts';
import { ruleOf } from './engine/play.ts';

const SILENT = { condition: 'no_data', threshold: 10 } as const;
const COLD = { condition: 'lt', threshold: 18 } as const;

/** Above 30 °C, but for what is given. */
function checked(given: Partial<RuleDefinition>): RuleDefinition {
  return checkRule(ruleOf(given));
}

function refusal(given: Partial<RuleDefinition>): string {
  try {
    checked(given);
  } catch (error) {
    if (error instanceof NexusError && error.code === 'invalid_argument') return `${error.message} ${error.hint}`;
    throw error;
  }
  return 'accepted';
}

const IN_MINUTES = 'threshold: must be above 0. It is in minutes without a reading.';
const NOT_EQ = 'clear_threshold and critical_threshold: do not go with eq. Leave them out.';
const BEYOND_CLEAR = 'clear_threshold: lies beyond the threshold. It must lie on the usual side of it.';
const NEAR_CRITICAL = 'critical_threshold: does not lie beyond the threshold. It must be farther from the usual.';

test.each([
  [{ name: ' \u200B ' }, 'name: is empty. Say in a few words what is wrong when the rule holds.'],
  [{ metric: 'any' }, 'metric: any goes only with the condition no_data. Name one metric, such as temperature.'],
  [{ ...SILENT, threshold: 0 }, IN_MINUTES],
  [{ ...SILENT, metric: 'any', threshold: -1 }, IN_MINUTES],
  [{ condition: 'rate_of_change', threshold: 0 }, 'threshold: must be above 0. It is the change a minute, up or down.'],
  [{ condition: 'anomaly', threshold: 0 }, 'threshold: must be above 0. It is in standard deviations.'],
  [
    { ...SILENT, for_seconds: 1 },
    'for_seconds: does not go with no_data. The threshold is the delay already, in minutes.',
  ],
  [{ ...SILENT, clear_threshold: 5 }, 'clear_threshold: does not go with no_data. The next reading clears the alert.'],
  [{ condition: 'eq', clear_threshold: 30 }, NOT_EQ],
  [{ condition: 'eq', critical_threshold: 31 }, NOT_EQ],
  [
    { severity: 'critical', critical_threshold: 40 },
    'critical_threshold: the rule is critical already. Leave it out, or lower the severity.',
  ],
  [{ clear_threshold: 30.5 }, BEYOND_CLEAR],
  [{ condition: 'gte', clear_threshold: 30.5 }, BEYOND_CLEAR],
  [{ ...COLD, clear_threshold: 17.5 }, BEYOND_CLEAR],
  [{ ...COLD, condition: 'lte', clear_threshold: 17.5 }, BEYOND_CLEAR],
  [{ critical_threshold: 30 }, NEAR_CRITICAL],
  [{ ...COLD, critical_threshold: 18 }, NEAR_CRITICAL],
  [{ ...SILENT, critical_threshold: 10 }, NEAR_CRITICAL],
  [{ threshold: 150.5 }, 'threshold: temperature is from -60 to 150 °C. Give the threshold in °C.'],
  [{ threshold: -60.5 }, 'threshold: temperature is from -60 to 150 °C. Give the threshold in °C.'],
  [
    { active_hours: 'at night' },
    'active_hours: is no period of the day. Give it like 07:00-19:00, Mon-Fri 07:00-19:00 or Sat 22:00-06:00, in local time.',
  ],
] satisfies [Partial<RuleDefinition>, string][])('%j is refused: %s', (given, says) => {
  expect(refusal(given)).toBe(says);
});

test.each<Partial<RuleDefinition>>([
  { clear_threshold: 30, critical_threshold: 30.5 }, // clears as soon as it does not hold
  { ...COLD, clear_threshold: 18, critical_threshold: 17.5 },
  { ...COLD, condition: 'lte', clear_threshold: 18.5, critical_threshold: 5 },
  { threshold: 150 },
  { threshold: -60 },
  { metric: 'occupancy_count', threshold: 0 },
  { condition: 'eq', for_seconds: 60 },
  { ...SILENT, critical_threshold: 60 },
  { condition: 'anomaly', threshold: 4, clear_threshold: 3, for_seconds: 60 },
  { condition: 'rate_of_change', threshold: 200, critical_threshold: 300 }, // a change is not bound by the metric's range
  { metric: 'flow_lpm', threshold: 1e6 }, // nor is a metric that nobody knows
  { active_hours: 'Mon-Fri 07:00-19:00' },
])('%j is kept as it is', (given) => {
  expect(checked(given)).toEqual(ruleOf(given));
});

test('a name is cleaned, and a metric gets the name that it is stored by', () => {
  expect(checked({ name: ' Too\u0000 warm ', metric: 'CO2' })).toMatchObject({ name: 'Too warm', metric: 'co2_ppm' });
  expect(checked({ ...SILENT, metric: ' Any ' })).toMatchObject({ metric: 'any' });
});

test('a name has at most 120 characters', () => {
  expect(checked({ name: 'x'.repeat(200) }).name.length).toBeLessThanOrEqual(120);
});

test('what is not given of a change stays, and nothing that is given is lost', () => {
  const rule = ruleOf({ clear_threshold: 28 });
  expect(changedRule(rule, { threshold: 31, clear_threshold: undefined, enabled: false })).toEqual({
    ...rule,
    threshold: 31,
    enabled: false,
  });
});
