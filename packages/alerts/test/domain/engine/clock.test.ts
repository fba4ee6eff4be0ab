import { expect, test } from 'vitest';
import { LATENESS_MS, lines, MINUTE_MS, Play, ruleOf, sampleOf, START_MS } from './play.ts';

const SILENT = ruleOf({ rule_id: 'silent', condition: 'no_data', threshold: 10, critical_threshold: 60 });
const HOT = ruleOf({ for_seconds: 300 });
const at = (minutes: number) => START_MS + minutes * MINUTE_MS;

/** One reading a minute, each arriving at once, from one minute to another, both included. */
function report(engine: Play, from: number, to: number, value: number): void {
  for (let minute = from; minute <= to; minute += 1) engine.readings(at(minute), sampleOf(at(minute), value));
}

test('after a sleep a silence counts from the awakening on', () => {
  const engine = new Play([SILENT]);
  report(engine, 0, 30, 20);
  engine.tell({ kind: 'awake', now_ms: at(210) });
  engine.tick(at(219));
  expect(lines(engine.effects)).toEqual([]);
  engine.restart(at(219)); // and a restart does not forget it
  engine.tick(at(221) + LATENESS_MS);
  expect(lines(engine.effects)).toEqual(['triggered silent D @220 warning']);
  engine.tick(at(271) + LATENESS_MS);
  expect(lines(engine.effects)).toEqual(['triggered silent D @220 warning', 'raised silent D @270 critical']);
});

test('a sleep is not taken for how rarely a device reports', () => {
  const engine = new Play([SILENT]);
  report(engine, 0, 30, 20);
  engine.tell({ kind: 'awake', now_ms: at(210) });
  report(engine, 211, 211, 20);
  engine.tick(at(230));
  // Ten minutes after its last reading, not three times three hours.
  expect(lines(engine.effects)).toEqual(['triggered silent D @221 warning']);
});

test('an on-delay goes on over a short sleep, and begins anew after a long one', () => {
  const engine = new Play([HOT]);
  report(engine, 0, 2, 35);
  engine.tell({ kind: 'awake', now_ms: at(12) });
  report(engine, 12, 13, 35);
  engine.tick(at(20));
  expect(lines(engine.effects)).toEqual(['triggered hot D @12 warning']);
  const other = new Play([HOT]);
  report(other, 0, 2, 35);
  other.tell({ kind: 'awake', now_ms: at(182) });
  report(other, 182, 187, 35);
  other.tick(at(200));
  expect(lines(other.effects)).toEqual(['triggered hot D @187 warning']);
});

test('after the clock was set back readings are followed again at once', () => {
  const engine = new Play([HOT, SILENT]);
  report(engine, 0, 5, 20);
  engine.tick(at(185));
  engine.tell({ kind: 'set_back', now_ms: at(6) });
  report(engine, 7, 13, 35);
  engine.tick(at(16));
  expect(lines(engine.effects).filter((line) => line.includes('hot'))).toEqual(['triggered hot D @12 warning']);
});

test('an alert that was raised too early by a clock that was ahead clears with the next reading', () => {
  const engine = new Play([SILENT]);
  report(engine, 0, 5, 20);
  engine.tick(at(45));
  expect(lines(engine.effects)).toEqual(['triggered silent D @15 warning']);
  engine.tell({ kind: 'set_back', now_ms: at(6) });
  report(engine, 7, 7, 20);
  engine.tick(at(10));
  expect(engine.effects.map(({ kind, at_ms }) => [kind, (at_ms - START_MS) / MINUTE_MS])).toEqual([
    ['triggered', 15],
    ['cleared', 7],
  ]);
});

test('a silence, a cool-down and a flapping that began in a wrong future end as if they had begun now', () => {
  const rule = ruleOf({ cooldown_minutes: 30 });
  const engine = new Play([rule]);
  const ahead = 5 * 60;
  report(engine, ahead, ahead, 35);
  report(engine, ahead + 1, ahead + 1, 20); // cleared, and the cool-down is in the future
  engine.tick(at(ahead + 3));
  engine.tell({ kind: 'set_back', now_ms: at(0) });
  report(engine, 10, 10, 35); // held back: the cool-down ends at minute 30
  report(engine, 31, 31, 36);
  engine.tick(at(40));
  expect(lines(engine.effects).filter((line) => line.includes('triggered'))).toEqual([
    'triggered hot D @31 warning',
    `triggered hot D @${ahead} warning`,
  ]);
  expect(engine.state.clock_ms).toBe(at(40) - LATENESS_MS);
});
