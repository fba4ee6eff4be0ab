import { expect, test } from 'vitest';
import { nexus } from '../fixtures/nexus.ts';
import { building } from '../fixtures/targets.ts';

const servers = [building()];

test('tools are listed by server, with what they may do', async () => {
  const { code, stdout } = await nexus(['tools'], {
    servers: [building(), building({ name: 'broken', start: 'crash' })],
  });
  expect(code).toBe(0);
  expect(stdout).toContain('building  11 tools');
  expect(stdout).toMatch(/ {2}read_point {7}read {5}Value of a point\n/u);
  expect(stdout).toMatch(/ {2}set_point {8}write {4}Set a point\n/u);
  // It is tried again in the background, and that may be under way already.
  expect(stdout).toMatch(/^broken {2}(?:failed|retrying): .*the database is locked/mu);
});

test('as JSON they carry their schemas', async () => {
  const { stdout } = await nexus(['tools', '--json'], { servers });
  const { tools } = JSON.parse(stdout) as { tools: { name: string; input_schema: unknown }[] };
  expect(tools.find(({ name }) => name === 'set_point')).toMatchObject({
    server: 'building',
    access: 'write',
    input_schema: { required: ['point', 'value'] },
  });
});

test('when no server can be reached that is a failure', async () => {
  const { code, stdout } = await nexus(['tools'], { servers: [building({ start: 'crash' })] });
  expect(code).toBe(1);
  expect(stdout).toContain('the database is locked');
});

test('a call takes its arguments from options, typed by the schema, and prints the structured result', async () => {
  const { code, stdout, stderr } = await nexus(['call', 'read_point', '--point', '-24h', '--limit', '5'], { servers });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({ point: '-24h', value: 21.5, unit: '°C' });
});

test('a call takes all its arguments from JSON, and may write because a person typed it', async () => {
  const ended = await nexus(['call', 'set_point', '--json', '{"point":"a","value":3}'], { servers });
  expect(ended).toEqual({ code: 0, stdout: 'set a\n', stderr: '' });
});

test.each([
  [['call', 'read_pont'], 1, 'Did you mean read_point'],
  [['call', 'read_point', '--pint', 'x'], 2, 'It takes: --point, --limit, --wait_ms.'],
  [['call', 'read_point', '--json', '[1]'], 2, '--json must be an object'],
  [['call', 'fail'], 1, 'There is no zone "Lobbi".'],
])('%j ends with %i', async (words, code, fault) => {
  const ended = await nexus(words, { servers });
  expect(ended).toMatchObject({ code, stdout: '' });
  expect(ended.stderr).toContain(fault);
});

test('where the server of a tool did not start, the call says why', async () => {
  const ended = await nexus(['call', 'read_point'], { servers: [building({ start: 'crash' })] });
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toMatch(/There is no tool read_point\. The server building .*: the database is locked\./u);
  expect(ended.stderr).toContain('nexus doctor');
});
