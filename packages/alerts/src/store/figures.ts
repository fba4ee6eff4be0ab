import type Database from 'better-sqlite3';
import { historyWhere } from './alert-queries.ts';
import type { AlertFigures, HistoryFilter } from './store.ts';

const MINUTE_MS = 60_000;
const STALE_MS = 24 * 60 * MINUTE_MS;
const FLOOD_WINDOW_MS = 10 * MINUTE_MS;
/** Alerts of a rule and a device within an hour that make them chattering. */
const CHATTERING = 3;
const MAX_NAMED = 10;

interface Totals {
  readonly alerts: number;
  readonly acknowledged: number;
  readonly to_acknowledge_ms: number | null;
  readonly to_clear_ms: number | null;
  readonly stale: number;
}

export function figuresOf(database: Database.Database, filter: HistoryFilter, now_ms: number): AlertFigures {
  const { sql, values } = historyWhere(filter);
  const totals = database
    .prepare<unknown[], Totals>(
      `SELECT count(*) AS alerts, count(acknowledged_ms) AS acknowledged,
         avg(max(acknowledged_ms - recorded_ms, 0)) AS to_acknowledge_ms,
         avg(CASE WHEN cleared_why = 'returned' THEN cleared_ms - triggered_ms END) AS to_clear_ms,
         coalesce(sum(coalesce(cleared_ms, ?) - triggered_ms > ${STALE_MS}), 0) AS stale
       FROM alert WHERE ${sql}`,
    )
    .get(now_ms, ...values) ?? { alerts: 0, acknowledged: 0, to_acknowledge_ms: null, to_clear_ms: null, stale: 0 };
  const by_rule = database
    .prepare<unknown[], AlertFigures['by_rule'][number]>(
      `SELECT rule_id, max(rule_name) AS rule_name, count(*) AS alerts FROM alert WHERE ${sql}
       GROUP BY rule_id ORDER BY alerts DESC, rule_id LIMIT ${MAX_NAMED}`,
    )
    .all(...values);
  const most = database
    .prepare<unknown[], number>(
      `SELECT coalesce(max(n), 0) FROM (
         SELECT count(*) OVER (ORDER BY triggered_ms RANGE BETWEEN CURRENT ROW AND ${FLOOD_WINDOW_MS - 1} FOLLOWING) AS n
         FROM alert WHERE ${sql})`,
    )
    .pluck()
    .get(...values);
  const chattering = database
    .prepare<unknown[], AlertFigures['chattering'][number]>(
      `SELECT rule_name, device_id, max(n) AS alerts FROM (
         SELECT rule_name, device_id, is_flapping, count(*) OVER (
           PARTITION BY rule_id, device_id ORDER BY triggered_ms RANGE BETWEEN CURRENT ROW AND ${60 * MINUTE_MS - 1} FOLLOWING
         ) AS n FROM alert WHERE ${sql})
       GROUP BY rule_name, device_id HAVING max(n) >= ${CHATTERING} OR max(is_flapping) = 1
       ORDER BY alerts DESC, rule_name, device_id LIMIT ${MAX_NAMED}`,
    )
    .all(...values);
  const { alerts, acknowledged, to_acknowledge_ms, to_clear_ms, stale } = totals;
  return {
    alerts,
    acknowledged,
    ...(to_acknowledge_ms === null ? {} : { mean_minutes_to_acknowledge: inMinutes(to_acknowledge_ms) }),
    ...(to_clear_ms === null ? {} : { mean_minutes_to_clear: inMinutes(to_clear_ms) }),
    by_rule,
    most_in_10_minutes: most ?? 0,
    chattering,
    stale,
  };
}

function inMinutes(ms: number): number {
  return Math.round(ms / MINUTE_MS / 0.1) / 10;
}
