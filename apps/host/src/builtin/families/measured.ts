import { cleanText } from '@nexus/models';
import * as z from 'zod';
import { family, type Family } from '../family.ts';
import { faultsOf, resultOf } from '../outcome.ts';
import { metricLabel, number, plural } from '../present/amount.ts';
import { table } from '../present/table.ts';
import { localTime } from '../present/window.ts';
import { subjectOf } from '../subject.ts';

interface Ask {
  readonly device_id?: string;
  readonly zone_id?: string;
}

const MetricList = z.object({
  metrics: z.array(
    z.object({
      device_id: z.string().optional(),
      metric: z.string().transform((text) => cleanText(text, 64)),
      unit: z.string().transform((text) => cleanText(text, 32)),
      devices: z.number().optional(),
      count: z.number(),
      last: z.string().optional(),
    }),
  ),
  total: z.number().optional(),
});

const measured = family<Ask>({
  name: 'what is measured',
  examples: [
    'What metrics does OFFICE-1 have?',
    'What is measured in conference room 3B?',
    'Which metrics do you know?',
    'What does DEV-AQ-0001 measure?',
  ],
  match(sentence) {
    const { words } = sentence;
    if (!/\bmetrics?\b|\bmeasur(?:e|es|ed|ements?)\b|\bwhat data\b|\bdata points?\b/.test(words)) return undefined;
    if (!/\b(?:what|which|list|show|all)\b/.test(words) || sentence.metrics.length > 0 || sentence.spans.length > 0)
      return undefined;
    const subject = subjectOf(sentence);
    if (subject === undefined) return sentence.device_type === undefined ? {} : undefined;
    return subject.kind === 'device' ? { device_id: subject.name } : { zone_id: subject.name };
  },
  plan: (intent) => [{ tool: 'list_metrics', arguments: { ...intent } }],
  present(intent, outcomes, time) {
    const result = resultOf(outcomes[0], MetricList);
    if (result === undefined) return faultsOf(outcomes);
    const { metrics, total = metrics.length } = result;
    const of = intent.device_id ?? intent.zone_id ?? 'all devices';
    if (total === 0) return `Nothing has been measured by ${of} yet.`;
    const rows = metrics.map(({ metric, unit, device_id, devices, count, last }) => [
      metricLabel(metric),
      metric,
      unit,
      device_id === undefined ? plural(devices ?? 0, 'device') : cleanText(device_id, 64),
      number(count, 0),
      last === undefined ? '-' : localTime(last, time),
    ]);
    const names = [...new Set(metrics.map(({ metric }) => metricLabel(metric)))].join(', ');
    return `Measured by ${of}: ${names}.\n${table(['Measures', 'Metric', 'Unit', 'Device', 'Readings', 'Last'], rows, total)}`;
  },
});

export const measuredMetrics: readonly Family[] = [measured];
