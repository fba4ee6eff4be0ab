import { matchKey, nearest, NexusError } from '@nexus/models';
import type Database from 'better-sqlite3';
import { changedRule, type Rule, type RuleChanges, type RuleDefinition } from '../domain/rule.ts';
import { checkRule } from '../domain/check-rule.ts';
import { audit } from './audit.ts';
import { bump } from './progress.ts';
import type { By } from './store.ts';

interface RuleRow {
  readonly rule_id: string;
  readonly version: number;
  readonly definition: string;
}

export function allRules(database: Database.Database): Rule[] {
  return database
    .prepare<[], RuleRow>('SELECT rule_id, version, definition FROM rule ORDER BY rule_id')
    .all()
    .map(({ rule_id, version, definition }) => ({ ...(JSON.parse(definition) as RuleDefinition), rule_id, version }));
}

/** @throws {NexusError} `not_found` with the nearest rules. */
export function ruleCalled(database: Database.Database, idOrName: string): Rule {
  const rules = allRules(database);
  const key = matchKey(idOrName);
  const found =
    rules.find(({ rule_id }) => rule_id === idOrName) ?? rules.find(({ name }) => key !== '' && matchKey(name) === key);
  if (found) return found;
  const candidates = nearest(
    idOrName,
    rules.flatMap(({ rule_id, name }) => [rule_id, name]),
  );
  throw new NexusError('not_found', 'There is no such alert rule.', {
    hint: `${candidates.length > 0 ? `Nearest: ${candidates.join(', ')}. ` : ''}See get_alert_rules.`,
  });
}

export function addRule(database: Database.Database, definition: RuleDefinition, by: By): Rule {
  const rules = allRules(database);
  refuseName(rules, definition.name);
  const rule = { ...definition, rule_id: freeId(rules, definition.name), version: 1 };
  insertRule(database, rule, by);
  audit(database, by, { action: 'rule_created', subject: rule.rule_id, after: rule });
  return rule;
}

export function insertRule(database: Database.Database, { rule_id, version, ...definition }: Rule, by: By): void {
  database
    .prepare('INSERT INTO rule VALUES (?, ?, ?, ?, ?)')
    .run(rule_id, version, JSON.stringify(definition), by.at_ms, by.at_ms);
  bump(database, 'rules_version');
}

export function editRule(database: Database.Database, rule_id: string, changes: RuleChanges, by: By) {
  const before = ruleCalled(database, rule_id);
  const { rule_id: _id, version: _version, ...definition } = before;
  const checked = checkRule(changedRule(definition, changes));
  if (JSON.stringify(sorted(checked)) === JSON.stringify(sorted(definition))) {
    throw new NexusError('conflict', 'The rule says that already; nothing was changed.');
  }
  refuseName(
    allRules(database).filter((rule) => rule.rule_id !== rule_id),
    checked.name,
  );
  const after: Rule = { ...checked, rule_id, version: before.version + 1 };
  database
    .prepare('UPDATE rule SET version = ?, definition = ?, updated_ms = ? WHERE rule_id = ?')
    .run(after.version, JSON.stringify(checked), by.at_ms, rule_id);
  bump(database, 'rules_version');
  audit(database, by, { action: 'rule_changed', subject: rule_id, before, after });
  return { before, after };
}

function refuseName(rules: readonly Rule[], name: string): void {
  const same = rules.find((rule) => matchKey(rule.name) === matchKey(name));
  if (!same) return;
  throw new NexusError('conflict', `The rule ${same.rule_id} has that name already.`, {
    hint: 'Give it another name, or change that one with update_alert_rule.',
  });
}

/** A few letters and digits of the name: a person reads and types it. */
function freeId(rules: readonly Rule[], name: string): string {
  const stem =
    name
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 40)
      .replace(/-$/, '') || 'rule';
  const taken = new Set(rules.map(({ rule_id }) => rule_id));
  if (!taken.has(stem)) return stem;
  for (let i = 2; ; i += 1) if (!taken.has(`${stem}-${i}`)) return `${stem}-${i}`;
}

function sorted(record: object): [string, unknown][] {
  return Object.entries(record)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
