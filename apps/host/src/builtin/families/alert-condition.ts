import { isKnownMetric, METRICS } from '@nexus/models';
import type { Limit } from '../language/quantities.ts';
import type { Sentence } from '../language/sentence.ts';
import { amount, metricLabel } from '../present/amount.ts';
import { inPlace } from '../present/place.ts';
import { type AlertPlace, placeOf } from './alert-subject.ts';

const RULE_NAMED = /\brule\s+(?:called\s+|named\s+)?(?:"([^"]{1,120})"|([a-z][\w-]*-[\w-]+|rule[-_]\w+))/i;

export const ruleIn = (text: string): string | undefined => {
  const [, quoted, id] = RULE_NAMED.exec(text) ?? [];
  return quoted ?? id;
};

export interface Condition extends AlertPlace {
  readonly metric: string | undefined;
  readonly limit: Limit | undefined;
  readonly device_type: string | undefined;
  readonly for_seconds: number | undefined;
}

/** What a rule of a sentence would watch. */
export function conditionOf(sentence: Sentence, minutes?: number): Condition {
  const { metrics, limit, device_type } = sentence;
  return {
    ...placeOf(sentence),
    metric: metrics[0],
    limit,
    device_type,
    for_seconds: minutes === undefined ? undefined : 60 * minutes,
  };
}

export function fieldsOf({ metric, limit, device_type, for_seconds, severity: _severity, ...place }: Condition) {
  return {
    ...place,
    ...(device_type !== undefined && { device_type }),
    metric,
    condition: limit?.side === 'below' ? 'lt' : 'gt',
    threshold: limit?.value,
    ...(for_seconds !== undefined && { for_seconds }),
  };
}

export function conditionText({ metric = '', limit, zone_id, device_id, building }: Condition): string {
  const unit = isKnownMetric(metric) ? METRICS[metric].unit : '';
  return `${metricLabel(metric)} ${limit?.side ?? 'above'} ${amount(limit?.value ?? 0, unit)}${inPlace({ zone_id: zone_id ?? device_id, building })}`;
}
