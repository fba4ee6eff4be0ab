import type { CallToolResult, Tool } from '@modelcontextprotocol/sdk/types.js';
import { expect, test } from 'vitest';
import { type Approval, ApprovalPolicy, type ApprovalRequest } from '../../src/loop/approval.ts';
import { valueChanges } from '../../src/loop/value-changes.ts';
import { type Route, Routes } from '../../src/routing/routes.ts';
import { tempFolder } from '../fixtures/targets.ts';

const { signal } = new AbortController();

/** A server of the platform with the tools given; a call answers with `answers[tool]`. */
function server(tools: readonly Tool[], answers: Readonly<Record<string, Record<string, unknown>>> = {}) {
  const asked: unknown[] = [];
  const connection = {
    target: { name: 'registry', trusted: true },
    tools,
    call: (tool: Tool, args: Record<string, unknown>): Promise<CallToolResult> => {
      asked.push([tool.name, args]);
      const structuredContent = answers[tool.name];
      return Promise.resolve({ content: [], ...(structuredContent && { structuredContent }) });
    },
  };
  const routes = Routes.over([connection], { readOnly: false });
  const route = (name: string): Route => {
    const found = routes.get(name);
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  };
  return { routes, route, asked };
}

function tool(name: string, required: string[], optional: string[] = [], description = ''): Tool {
  const properties = Object.fromEntries([...required, ...optional].map((each) => [each, { type: 'string' }]));
  const readOnlyHint = name.startsWith('get_');
  return {
    name,
    description,
    inputSchema: { type: 'object', properties, required },
    annotations: { readOnlyHint, destructiveHint: false },
  };
}

const STATUS = tool('update_device_status', ['device_id', 'new_status', 'reason']);

/** A person who answers in turn, and what they were asked. */
function person(...answers: Approval[]) {
  const requests: ApprovalRequest[] = [];
  const approve = (request: ApprovalRequest) => {
    requests.push(request);
    return Promise.resolve(answers[requests.length - 1] ?? 'refuse');
  };
  return { approve, requests };
}

test('"always" holds in a later host on the same data folder, until the tool is another one', async () => {
  const folder = tempFolder();
  const first = person('always');
  const route = server([STATUS]).route('update_device_status');
  expect(await new ApprovalPolicy(first, folder).refusal(route, {}, { signal })).toBeUndefined();

  const headless = new ApprovalPolicy({}, folder);
  expect(await headless.refusal(route, {}, { signal })).toBeUndefined();
  const changed = server([{ ...STATUS, description: 'Now does more.' }]).route('update_device_status');
  expect(await headless.refusal(changed, {}, { signal })).toContain('nobody is there to approve it');
});

test('what was allowed for longer is asked again once a server that is not trusted has had a say', async () => {
  const { approve, requests } = person('session', 'refuse');
  const policy = new ApprovalPolicy({ approve });
  const route = server([STATUS]).route('update_device_status');
  await policy.refusal(route, {}, { signal });
  expect(await policy.refusal(route, {}, { signal })).toBeUndefined();
  expect(await policy.refusal(route, {}, { signal, hasForeignText: true })).toContain('did not allow');
  expect(requests.map(({ caution }) => caution !== undefined)).toEqual([false, true]);
});

test('an approval that never comes ends with the signal', async () => {
  const policy = new ApprovalPolicy({ approve: () => new Promise(() => {}) });
  const refusal = policy.refusal(
    server([STATUS]).route('update_device_status'),
    {},
    { signal: AbortSignal.timeout(20) },
  );
  await expect(refusal).rejects.toThrow('timeout');
});

test('whoever is asked sees the value before and after, from the reading tool of the same thing', async () => {
  const { routes, route, asked } = server([STATUS, tool('get_device', ['device_id'])], {
    get_device: { device_id: 'D1', status: 'offline', name: 'Lobby' },
  });
  const args = { device_id: 'D1', new_status: 'online', reason: 'repaired' };
  const changes = await valueChanges(route('update_device_status'), args, routes, signal);
  expect(changes).toEqual([{ field: 'status', before: 'offline', after: 'online' }]);
  expect(asked).toEqual([['get_device', { device_id: 'D1' }]]);
});

test('a firmware version is compared with the one that runs, and a rule with its entry in the list', async () => {
  const registry = server(
    [tool('initiate_firmware_update', ['device_id', 'target_version']), tool('get_device', ['device_id'])],
    {
      get_device: { device_id: 'D1', firmware_version: '2.4.0' },
    },
  );
  const update = { device_id: 'D1', target_version: '2.4.1' };
  expect(await valueChanges(registry.route('initiate_firmware_update'), update, registry.routes, signal)).toEqual([
    { field: 'firmware_version', before: '2.4.0', after: '2.4.1' },
  ]);
  const alerts = server(
    [tool('update_alert_rule', ['rule_id'], ['threshold']), tool('get_alert_rules', [], ['device_id'])],
    {
      get_alert_rules: {
        rules: [
          { rule_id: 'R1', threshold: 5 },
          { rule_id: 'R2', threshold: 800 },
        ],
        total: 2,
      },
    },
  );
  const rule = { rule_id: 'R2', threshold: 1000 };
  expect(await valueChanges(alerts.route('update_alert_rule'), rule, alerts.routes, signal)).toEqual([
    { field: 'threshold', before: '800', after: '1000' },
  ]);
});

test('where nothing tells the value, the person is asked without it', async () => {
  const { routes, route, asked } = server([STATUS, tool('get_device', ['device_id', 'building'])]);
  expect(await valueChanges(route('update_device_status'), { device_id: 'D1' }, routes, signal)).toEqual([]);
  expect(asked).toEqual([]);
});
