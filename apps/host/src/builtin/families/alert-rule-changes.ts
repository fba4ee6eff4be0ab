import { family, type Family } from '../family.ts';
import { isCommand, reasonIn, withoutReason } from '../language/command.ts';
import { takeMinutes } from '../language/quantities.ts';
import { Scanner } from '../language/scanner.ts';
import { faultsOf, notDone, resultOf, type ToolRequest } from '../outcome.ts';
import { ruleText } from '../present/alerts.ts';
import { plural } from '../present/amount.ts';
import { RuleChange, RuleCreated } from '../wire-alerts.ts';
import { type Condition, conditionOf, conditionText, fieldsOf, ruleIn } from './alert-condition.ts';

interface NewRule extends Condition {
  readonly reason: string;
}

const create = family<NewRule>({
  name: 'rule added',
  changes: true,
  examples: [
    'Create an alert rule for co2 above 1200 ppm in Zone A',
    'alert me when the temperature in the Server Room is over 27 °C for 10 minutes',
    'Add a critical alarm for humidity above 80 % in building North',
    'notify me if co2 > 1000',
    'create a rule',
  ],
  match(sentence) {
    const { words, text } = sentence;
    const adds =
      isCommand(words, '(?:create|add|make|set up|define|new)\\b.*\\b(?:rule|alarm|alert)') ||
      isCommand(words, '(?:alert|notify|warn|alarm) (?:me|us) (?:when|if|as soon as)');
    if (!adds) return undefined;
    const minutes = takeMinutes(new Scanner(withoutReason(text)));
    return {
      ...conditionOf(
        { ...sentence, places: sentence.places.filter((name) => !/^(?:rule|notify|alert|create|add)\b/i.test(name)) },
        minutes,
      ),
      reason: reasonIn(text),
    };
  },
  plan({ reason, ...condition }): ToolRequest[] {
    if (condition.metric === undefined || condition.limit === undefined) return [];
    const { severity } = condition;
    const given = {
      name: conditionText(condition),
      ...fieldsOf(condition),
      ...(severity !== undefined && { severity }),
    };
    return [{ tool: 'create_alert_rule', arguments: { ...given, reason } }];
  },
  present(intent, outcomes) {
    if (intent.metric === undefined || intent.limit === undefined)
      return 'What is to raise an alarm? Name a measurement and its limit, for example "create an alert rule for CO2 above 1200 ppm in Zone A".';
    const created = resultOf(outcomes[0], RuleCreated);
    if (created === undefined) return outcomes[0] === undefined ? faultsOf(outcomes) : notDone(outcomes[0]);
    const { rule, devices } = created;
    const watched = devices === undefined ? '' : ` It watches ${plural(devices, 'device')}.`;
    return `The rule "${rule.name}" (${rule.rule_id}) is there: ${ruleText(rule)}.${watched}`;
  },
});

interface Change {
  readonly rule_id: string;
  readonly changes: { readonly enabled: boolean } | { readonly threshold: number };
  readonly reason: string;
}

const change = family<Change>({
  name: 'rule switched or changed',
  changes: true,
  examples: [
    'Disable the rule co2-high because the sensors are being calibrated',
    'enable the alert rule co2-high',
    'switch off rule "Room too cold"',
    'set the threshold of the rule co2-high to 1000',
  ],
  match({ words, text }) {
    const rule_id = ruleIn(text);
    if (rule_id === undefined) return undefined;
    const reason = reasonIn(text);
    const [, value] = /\bto\s+(-?\d{1,9}(?:\.\d{1,6})?)\b/.exec(withoutReason(text)) ?? [];
    if (isCommand(words, '(?:set|change|raise|lower|increase|decrease)\\b.*\\b(?:threshold|limit)'))
      return value === undefined ? undefined : { rule_id, changes: { threshold: Number(value) }, reason };
    if (isCommand(words, 'disable|deactivate|(?:switch|turn) off'))
      return { rule_id, changes: { enabled: false }, reason };
    if (isCommand(words, 'enable|activate|(?:switch|turn) on')) return { rule_id, changes: { enabled: true }, reason };
    return undefined;
  },
  plan: ({ rule_id, changes, reason }) => [{ tool: 'update_alert_rule', arguments: { rule_id, ...changes, reason } }],
  present(_intent, outcomes) {
    const changed = resultOf(outcomes[0], RuleChange);
    if (changed === undefined) return outcomes[0] === undefined ? faultsOf(outcomes) : notDone(outcomes[0]);
    const state = ({ enabled }: { enabled: boolean }): string => (enabled ? 'on' : 'off');
    const { before, after } = changed;
    return `The rule "${after.name}" (${after.rule_id}) was ${state(before)}: ${ruleText(before)}; it is now ${state(after)}: ${ruleText(after)}.`;
  },
});

export const ruleChanges: readonly Family[] = [change, create];
