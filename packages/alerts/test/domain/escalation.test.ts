import { expect, test } from 'vitest';
import { checkPolicies, defaultPolicies, dueLevel, policyFor, stepDue, toldUpTo } from '../../src/domain/escalation.ts';

const STEPS = [
  { after_minutes: 0, notify: ['log'] },
  { after_minutes: 10, notify: ['webhook'] },
  { after_minutes: 30, notify: ['log', 'webhook'] },
];
const CHANNELS = ['log', 'webhook'];

test('the first policy with the severity counts, and every step is due by its minutes', () => {
  const policies = checkPolicies(
    {
      policies: [
        { name: 'urgent', severities: ['critical'], steps: STEPS },
        { name: 'rest', steps: STEPS.slice(0, 1) },
      ],
    },
    CHANNELS,
  );
  expect(policyFor(policies, 'critical')?.name).toBe('urgent');
  expect(policyFor(policies, 'info')?.name).toBe('rest');
  const [urgent] = policies;
  if (!urgent) throw new Error('there is one');
  expect([stepDue(urgent, 0, 1000), stepDue(urgent, 1, 1000), stepDue(urgent, 2, 1000)]).toEqual([
    601_000,
    1_801_000,
    undefined,
  ]);
  expect([0, 599_999, 600_000, 2_000_000].map((until) => dueLevel(urgent, 0, until))).toEqual([0, 0, 1, 2]);
  expect(toldUpTo(urgent, 0)).toEqual(['log']);
  expect(toldUpTo(urgent, 2)).toEqual(['log', 'webhook']);
});

test('without a file every channel is told once of whatever severity', () => {
  expect(defaultPolicies(CHANNELS)).toEqual([
    { name: 'default', severities: ['info', 'warning', 'critical'], steps: [{ after_minutes: 0, notify: CHANNELS }] },
  ]);
});

test('of a severity that no policy is about nobody is told', () => {
  expect(policyFor([{ name: 'urgent', severities: ['critical'], steps: STEPS }], 'warning')).toBeUndefined();
});

test('everything that is wrong is said, with where to correct it', () => {
  const steps = [{ after_minutes: 0, notify: ['pager', 'log', 'fax'] }];
  const says = `The escalation policies have 2 fault(s):
  p: there is no channel "pager"; there are log, webhook
  p: there is no channel "fax"; there are log, webhook`;
  expect(() => checkPolicies({ policies: [{ name: 'p', steps }] }, CHANNELS)).toThrow(
    expect.objectContaining({
      code: 'invalid_argument',
      message: says,
      hint: 'Correct the file that NEXUS_ALERT_ESCALATION_FILE names.',
    }),
  );
});

test.each([
  [{ policies: [] }, 'policies'],
  [{ policies: [{ name: 'p', steps: STEPS.slice(1) }] }, 'the first must be after 0 minutes'],
  [
    { policies: [{ name: 'p', steps: [...STEPS, { after_minutes: 20, notify: ['log'] }] }] },
    'later than the one before',
  ],
  [
    { policies: [{ name: 'p', steps: [...STEPS, { after_minutes: 30, notify: ['log'] }] }] },
    'later than the one before',
  ],
  [{ policies: [{ name: 'p', steps: [] }] }, '  policies.0.steps: '],
  [
    { policies: [{ name: 'p', steps: [{ after_minutes: 0, notify: ['pager'] }] }] },
    'no channel "pager"; there are log, webhook',
  ],
  [{ policies: [{ name: 'p', steps: STEPS, since: 1 }] }, 'since'],
  ['nothing', '  file: '],
])('refuses %j', (content, says) => {
  expect(() => checkPolicies(content, CHANNELS)).toThrow(says);
});
