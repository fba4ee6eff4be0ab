import type { AlertFilter, HistoryFilter, ListedFilter } from './store.ts';

/** A condition of SQL with its parameters. */
export interface Where {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** Cleared ones that nobody acknowledged are listed for so long. */
const LISTED_MS = 7 * 86_400_000;

export const WORST_FIRST = `
  ORDER BY cleared_ms IS NOT NULL,
    CASE severity WHEN 'critical' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END,
    triggered_ms DESC, alert_id DESC`;

export function listedWhere(filter: ListedFilter, now_ms: number): Where {
  const parts = partsOf(filter);
  parts.push({
    sql: `(cleared_ms IS NULL OR (acknowledged_ms IS NULL AND cleared_why = 'returned' AND cleared_ms > ?))`,
    values: [now_ms - LISTED_MS],
  });
  if (!filter.include_acknowledged) parts.push({ sql: 'acknowledged_ms IS NULL', values: [] });
  if (!filter.include_shelved) parts.push({ sql: 'coalesce(shelved_until_ms, 0) <= ?', values: [now_ms] });
  return all(parts);
}

export function openWhere(filter: AlertFilter): Where {
  return all([...partsOf(filter), { sql: 'cleared_ms IS NULL', values: [] }]);
}

export function historyWhere(filter: HistoryFilter): Where {
  const window = { sql: 'triggered_ms >= ? AND triggered_ms < ?', values: [filter.start_ms, filter.end_ms] };
  return all([...partsOf(filter), window]);
}

function partsOf({ severity, zone_id, building, device_id, rule_id }: AlertFilter): Where[] {
  const parts: Where[] = [];
  for (const [column, value] of Object.entries({ severity, zone_id, building, rule_id })) {
    if (value !== undefined) parts.push({ sql: `${column} = ?`, values: [value] });
  }
  if (device_id !== undefined) {
    parts.push({
      sql: `(device_id = ? OR EXISTS (SELECT 1 FROM json_each(coalesce(members, '[]')) WHERE value = ?))`,
      values: [device_id, device_id],
    });
  }
  return parts;
}

function all(parts: readonly Where[]): Where {
  return { sql: parts.map(({ sql }) => sql).join(' AND '), values: parts.flatMap(({ values }) => values) };
}
