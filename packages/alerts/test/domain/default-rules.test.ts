import { expect, test } from 'vitest';
import { checkRule } from '../../src/domain/check-rule.ts';
import { DEFAULT_RULES } from '../../src/domain/default-rules.ts';

test('every building starts with rules that anybody might have made, each with the source of its limit', () => {
  for (const rule of DEFAULT_RULES) {
    expect(checkRule(rule)).toEqual(rule);
    expect(rule.source).toMatch(/^(?:EN|ISO|NexusIoT default)/);
  }
  expect(new Set(DEFAULT_RULES.map(({ rule_id }) => rule_id)).size).toBe(8);
});
