import { alertIdOf } from '../answers/alert.ts';
import type { Alert } from '../domain/alert.ts';

const VALUES: Readonly<Record<string, (alert: Alert) => string | undefined>> = {
  alert_id: alertIdOf,
  rule_id: ({ rule_id }) => rule_id,
  device_id: ({ device_id }) => device_id,
  zone_id: ({ zone_id }) => zone_id,
  building: ({ building }) => building,
  severity: ({ severity }) => severity,
};
const PLACEHOLDER = /\{(\w+)\}/g;
/** Levels, wildcards, the broker's own topics, and what no topic may hold. */
const NOT_IN_A_LEVEL = /[/+#$\p{Cc}\p{Cs}]/gu;

/** What is wrong with a topic as it is configured; `undefined` for a good one. */
export function topicFault(topic: string): string | undefined {
  const unknown = [...topic.matchAll(PLACEHOLDER)].find(([, name = '']) => !Object.hasOwn(VALUES, name));
  if (unknown)
    return `has no ${unknown[0]}; there are ${Object.keys(VALUES)
      .map((name) => `{${name}}`)
      .join(' ')}`;
  if (topic.startsWith('$') || /[+#\p{Cc}]/u.test(topic)) return 'must be a topic without wildcards';
  return undefined;
}

/** The topic of an alert. What comes from devices stays within its level; what is not known is `_`. */
export function topicOf(topic: string, alert: Alert): string {
  return topic.replace(PLACEHOLDER, (_, name: string) => {
    const level = VALUES[name]?.(alert)?.replaceAll(NOT_IN_A_LEVEL, '_') ?? '';
    return level === '' ? '_' : level;
  });
}
