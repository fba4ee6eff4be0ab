import { expect, test } from 'vitest';
import { planPlatform, serverPrograms } from '../../src/platform/platform-plan.ts';

test('the four servers have their usual addresses, and one that is elsewhere is not run', () => {
  const environment = {
    NEXUS_DATA_DIR: '/data',
    NEXUS_AUTH_TOKEN: 'a-token-of-enough-length',
    NEXUS_REMOTE_API_KEY: 'secret',
    NEXUS_ALERT_SERVER_URL: 'https://alerts.example/mcp',
  };
  const plan = planPlatform(environment);
  expect(plan.servers.map(({ url }) => url)).toEqual([
    'http://localhost:8001/mcp',
    'http://localhost:8002/mcp',
    'https://alerts.example/mcp',
    'http://localhost:8004/mcp',
  ]);
  const programs = serverPrograms(plan, environment, 'mqtt://127.0.0.1:1883');
  expect(programs.map(({ name, args }) => [name, args.join(' ')])).toEqual([
    ['device-registry', '--http --host 127.0.0.1 --port 8001'],
    ['telemetry', '--http --host 127.0.0.1 --port 8002'],
    ['dynamic-tools', '--http --host 127.0.0.1 --port 8004'],
  ]);
  expect(programs[0]?.env).toMatchObject({
    NEXUS_MQTT_URL: 'mqtt://127.0.0.1:1883',
    NEXUS_AUTH_TOKEN: 'a-token-of-enough-length',
  });
  expect(programs[0]?.env).not.toHaveProperty('NEXUS_REMOTE_API_KEY');
});

test('addresses that cannot be served are all named', () => {
  const environment = {
    NEXUS_DEVICE_SERVER_URL: 'https://localhost:9001/mcp',
    NEXUS_TELEMETRY_SERVER_URL: 'http://localhost:9002/mcp',
    NEXUS_ALERT_SERVER_URL: 'http://127.0.0.1:9002/mcp',
  };
  expect(() => planPlatform(environment)).toThrow(
    /NEXUS_DEVICE_SERVER_URL: .* must be http[^]*NEXUS_ALERT_SERVER_URL: .* also that of NEXUS_TELEMETRY_SERVER_URL/u,
  );
});
