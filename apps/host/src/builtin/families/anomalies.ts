import { family, type Family, MAX_CALLS } from '../family.ts';
import type { Sentence } from '../language/sentence.ts';
import type { Span } from '../language/span.ts';
import { faultsOf, resultOf, type ToolRequest } from '../outcome.ts';
import { anomaliesText } from '../present/anomalies.ts';
import { secondGuess, type Subject, subjectOf, windowArguments } from '../subject.ts';
import { Anomalies } from '../wire.ts';

interface Ask {
  readonly subject: Subject | undefined;
  readonly metric: string | undefined;
  readonly span: Span;
  readonly building: string | undefined;
  readonly device_type: string | undefined;
  readonly floors: readonly number[];
}

const ANOMALY =
  /\b(?:anomal\w+|unusual\w*|abnormal\w*|strange|weird|odd|suspicious|outliers?|spik(?:es?|ing)|irregular\w*|out of the ordinary)\b/;

function ask(sentence: Sentence): Ask | undefined {
  if (!ANOMALY.test(sentence.words)) return undefined;
  const { device_type, building, metrics, floors, spans } = sentence;
  return {
    subject: subjectOf(sentence),
    metric: metrics[0],
    span: spans[0] ?? { start: 'today' },
    building,
    device_type,
    floors,
  };
}

/** One call a floor; of more floors than calls, one over all. */
function calls(intent: Ask, subject: Subject | undefined): ToolRequest[] {
  const { floors } = intent;
  const single = floors.length > MAX_CALLS ? [] : floors;
  return single.length === 0 ? [call(intent, subject)] : single.map((floor) => call(intent, subject, floor));
}

function call({ metric, span, building, device_type }: Ask, subject?: Subject, floor?: number): ToolRequest {
  return {
    tool: 'detect_anomalies',
    arguments: {
      ...(subject?.kind === 'device' && { device_id: subject.name }),
      ...(subject?.kind === 'zone' && { zone_id: subject.name }),
      ...(building !== undefined && { building }),
      ...(floor !== undefined && { floor }),
      ...(device_type !== undefined && { device_type }),
      ...(metric !== undefined && { metric }),
      ...windowArguments(span),
    },
  };
}

const anomalies = family<Ask>({
  name: 'anomalous readings',
  examples: [
    'Are there any anomalous vibration readings from the HVAC units today?',
    'anything unusual about the CO2 in Zone A yesterday?',
    'Check DEV-VIB-0001 for vibration anomalies this week',
    'temperature outliers in building South',
    'strange power values from the smart meters on floor 2',
  ],
  match: ask,
  plan: (intent) => calls(intent, intent.subject),
  next: (intent, outcomes) =>
    intent.subject === undefined ? [] : secondGuess(intent.subject, outcomes, (subject) => call(intent, subject)),
  present(intent, outcomes, time) {
    const found = outcomes.flatMap((outcome) => {
      const anomalies = resultOf(outcome, Anomalies);
      const { floor } = outcome.request.arguments;
      const place = intent.floors.length > 1 ? (typeof floor === 'number' ? `Floor ${floor}: ` : 'All floors: ') : '';
      return anomalies === undefined ? [] : [`${place}${anomaliesText(anomalies, intent.metric, time)}`];
    });
    return found.length === 0 ? faultsOf(outcomes) : found.join('\n');
  },
});

export const anomalyChecks: readonly Family[] = [anomalies];
