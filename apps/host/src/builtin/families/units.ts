import { isKnownMetric, METRICS } from '@nexus/models';
import { family, type Family } from '../family.ts';
import { metricLabel, number } from '../present/amount.ts';

const unit = family<readonly string[]>({
  name: 'unit of a metric',
  examples: [
    'In which unit is vibration measured?',
    'unit of co2',
    'What are the units of power and energy?',
    'What does pm2.5 mean?',
  ],
  match({ words, metrics, places, devices, spans }) {
    const asks =
      /\bunits?\s+(?:of|for|is|are|does|do)\b|\b(?:which|what) units?\b|\bwhat (?:does|is meant by)\b.*\b(?:mean|stand for)\b/;
    const others = places.length + devices.length + spans.length;
    return asks.test(words) && metrics.length > 0 && others === 0 ? metrics : undefined;
  },
  plan: () => [],
  present: (metrics) =>
    metrics
      .map((name) => {
        if (!isKnownMetric(name)) return `${name} is no metric that I know; it has the unit that it comes with.`;
        const { unit: symbol, cumulative, min, max } = METRICS[name];
        const range = cumulative ? 'a meter that counts up' : `${number(min, 0)} to ${number(max, 0)} can be real`;
        return `${metricLabel(name)} (${name}) is in ${symbol === 'count' ? 'whole numbers' : symbol}: ${range}.`;
      })
      .join('\n'),
});

export const metricUnits: readonly Family[] = [unit];
