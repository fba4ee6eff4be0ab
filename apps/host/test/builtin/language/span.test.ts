import { BuildingTime } from '@nexus/models';
import { expect, test } from 'vitest';
import { Scanner } from '../../../src/builtin/language/scanner.ts';
import { takeSpans } from '../../../src/builtin/language/span.ts';

/** Sunday, 22 November 2026. */
const time = new BuildingTime({ zone: 'Europe/Vienna', now: () => Date.parse('2026-11-22T10:05:00+01:00') });

function spans(text: string) {
  return takeSpans(new Scanner(text), time).spans;
}

test.each([
  ['today', { start: 'today' }],
  ['yesterday', { start: 'yesterday' }],
  ['this week', { start: 'this_week' }],
  ['in the previous month', { start: 'last_month' }],
  ['last 24 hours', { start: '-24h' }],
  ['over the past hour', { start: '-1h' }],
  ['in the last half an hour', { start: '-30m' }],
  ['the past two weeks', { start: '-2w' }],
  ['the past month', { start: '-30d' }],
  ['last few days', { start: '-3d' }],
  ['last year', { start: '2025-01-01', end: '2026-01-01' }],
  ['December 2013', { start: '2013-12-01', end: '2014-01-01' }],
  ['in march', { start: '2026-03-01', end: '2026-04-01' }],
  ['last december', { start: '2025-12-01', end: '2026-01-01' }],
  ['in 2013', { start: '2013-01-01', end: '2014-01-01' }],
  ['from january to march 2026', { start: '2026-01-01', end: '2026-04-01' }],
  ['between 1 and 5 March 2026', { start: '2026-03-01', end: '2026-03-06' }],
  ['March 1 to 5, 2026', { start: '2026-03-01', end: '2026-03-06' }],
  ['from 28 February to 2 March 2026', { start: '2026-02-28', end: '2026-03-03' }],
  ['from 2026-03-01 to 2026-03-05', { start: '2026-03-01', end: '2026-03-06' }],
  ['from 2013-12-01T08:00 to 2013-12-01T10:00', { start: '2013-12-01T08:00', end: '2013-12-01T10:00' }],
  ['on 29 February 2024', { start: '2024-02-29', end: '2024-03-01' }],
  ['12.3.2026', { start: '2026-03-12', end: '2026-03-13' }],
  ['since 1 November', { start: '2026-11-01' }],
  ['since Monday', { start: '2026-11-16' }],
  ['on Sunday', { start: '2026-11-22', end: '2026-11-23' }],
  ['last Sunday', { start: '2026-11-15', end: '2026-11-16' }],
  ['from Monday to Wednesday', { start: '2026-11-16', end: '2026-11-19' }],
  ['since 8:00', { start: '2026-11-22T08:00' }],
  ['between 8 and 10 am yesterday', { start: '2026-11-21T08:00', end: '2026-11-21T10:00' }],
  ['from 10 pm to 6 am on Monday', { start: '2026-11-16T22:00', end: '2026-11-17T06:00' }],
  ['at 9 am today', { start: '2026-11-22T09:00', end: '2026-11-22T09:15' }],
  ['yesterday at noon', { start: '2026-11-21T12:00', end: '2026-11-21T12:15' }],
  ['between 9 and 17 yesterday', { start: '2026-11-21T09:00', end: '2026-11-21T17:00' }],
  ['the day before yesterday', { start: '2026-11-20', end: '2026-11-21' }],
  ['over the weekend', { start: '2026-11-21', end: '2026-11-23' }],
  ['last weekend', { start: '2026-11-14', end: '2026-11-16' }],
  ['in Q3', { start: '2026-07-01', end: '2026-10-01' }],
  ['Q4 2025', { start: '2025-10-01', end: '2026-01-01' }],
  ['from yesterday', { start: 'yesterday' }],
  ['this morning', { start: '2026-11-22T06:00', end: '2026-11-22T12:00' }],
  ['since yesterday noon', { start: '2026-11-21T12:00' }],
  ['from Monday 10 pm to Tuesday 6 am', { start: '2026-11-16T22:00', end: '2026-11-17T06:00' }],
  ['yesterday 23:50', { start: '2026-11-21T23:50', end: '2026-11-22T00:05' }],
  ['between 9 and 5 yesterday', { start: '2026-11-21T09:00', end: '2026-11-21T17:00' }],
  ['in the last 90 minutes', { start: '-90m' }],
  ['over the last ninety-five minutes', { start: '-95m' }],
  ['the last one hundred and twenty hours', { start: '-120h' }],
  ['an hour ago', { start: '-60m', end: '-45m' }],
  ['ten minutes ago', { start: '-10m' }],
  ['two days ago', { start: '2026-11-20', end: '2026-11-21' }],
  ['a week ago', { start: '2026-11-09', end: '2026-11-16' }],
  ['two months ago', { start: '2026-09-01', end: '2026-10-01' }],
  ['a year ago', { start: '2025-01-01', end: '2026-01-01' }],
  ['since three days ago', { start: '2026-11-19' }],
  ['since half an hour ago', { start: '-30m' }],
  ['in the second week of March', { start: '2026-03-08', end: '2026-03-15' }],
  ['the fifth week of October 2025', { start: '2025-10-29', end: '2025-11-01' }],
  ['the last week of December', { start: '2025-12-25', end: '2026-01-01' }],
  ['first week of last month', { start: '2026-10-01', end: '2026-10-08' }],
  ['the first half of October', { start: '2026-10-01', end: '2026-10-16' }],
  ['since the beginning of the month', { start: 'this_month' }],
  ['from the start of the year', { start: '2026-01-01' }],
  ['in the last fortnight', { start: '-14d' }],
  ['yesterday evening', { start: '2026-11-21T18:00', end: '2026-11-22' }],
  ['on Monday morning', { start: '2026-11-16T06:00', end: '2026-11-16T12:00' }],
  ['last night', { start: '2026-11-21T20:00', end: '2026-11-22T06:00' }],
])('"%s" is a window of the tools', (text, span) => {
  expect(spans(text)).toEqual([span]);
});

test('a comparison has two spans', () => {
  expect(spans('today with yesterday')).toEqual([{ start: 'today' }, { start: 'yesterday' }]);
  expect(spans('this week versus last week')).toEqual([{ start: 'this_week' }, { start: 'last_week' }]);
});

test.each(['may I see it', 'march on', 'floor 3', 'room 2013', 'between 1 and 5', 'version 2.4.1'])(
  '"%s" names no time',
  (text) => {
    expect(spans(text)).toEqual([]);
  },
);

test.each(['on 31 February 2026', 'on 3/4/2026', '2026-13-01'])('"%s" is no certain day', (text) => {
  expect(takeSpans(new Scanner(text), time).unclear).toBeDefined();
});

test.each(['tomorrow', 'next week', 'in the coming days of next month'])('"%s" is in the future', (text) => {
  expect(takeSpans(new Scanner(text), time).future).toBe(true);
});

test.each([
  ['last week vs the week before', [{ start: 'last_week' }, { start: '2026-11-02', end: '2026-11-09' }]],
  ['yesterday and the day before', [{ start: 'yesterday' }, { start: '2026-11-20', end: '2026-11-21' }]],
  [
    'october vs september',
    [
      { start: '2026-10-01', end: '2026-11-01' },
      { start: '2026-09-01', end: '2026-10-01' },
    ],
  ],
])('"%s" are two times', (text, expected) => {
  expect(spans(text)).toEqual(expected);
});
