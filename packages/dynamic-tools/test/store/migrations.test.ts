import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrations } from '../../src/store/migrations/index.ts';

test('tools and calls of a file from before Python are kept, and Python is taken', () => {
  const database = new Database(':memory:');
  database.pragma('foreign_keys = ON');
  const [first = '', ...later] = migrations;
  database.exec(first);
  const add = (id: string, language: string) =>
    database
      .prepare(
        `INSERT INTO tools (tool_id, name, version, state, description, language, code, input_schema, created_by, created_ms)
         VALUES (?, ?, 1, 'active', 'd', ?, 'c', '{}', 'me', 1)`,
      )
      .run(id, id, language);
  add('old', 'javascript');
  database.exec("INSERT INTO calls (tool_id, actor, at_ms, duration_ms, outcome) VALUES ('old', 'me', 2, 3.5, 'ok')");
  expect(() => add('new', 'python')).toThrow(/CHECK/);
  database.transaction(() => later.forEach((each) => database.exec(each)))();
  add('new', 'python');
  expect(database.prepare('SELECT tool_id, language FROM tools ORDER BY tool_id').all()).toEqual([
    { tool_id: 'new', language: 'python' },
    { tool_id: 'old', language: 'javascript' },
  ]);
  expect(database.prepare('SELECT * FROM calls').all()).toEqual([
    { call_id: 1, tool_id: 'old', actor: 'me', at_ms: 2, duration_ms: 3.5, outcome: 'ok' },
  ]);
  expect(database.pragma('foreign_key_check')).toEqual([]);
});
