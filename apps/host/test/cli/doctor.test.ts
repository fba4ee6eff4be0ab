import { expect, test } from 'vitest';
import type { Finding } from '../../src/doctor/finding.ts';
import { nexus } from '../fixtures/nexus.ts';
import { building } from '../fixtures/targets.ts';

interface Report {
  readonly ok: boolean;
  readonly faults: number;
  readonly findings: readonly Finding[];
}

test('what is wrong is named with its cure, and all else is still looked at', async () => {
  const env = { NEXUS_LLM_BACKEND: 'remote', NEXUS_MQTT_URL: 'mqtt://127.0.0.1:1' };
  const servers = [building(), building({ name: 'broken', start: 'crash' })];
  const { code, stdout } = await nexus(['doctor', '--json'], { servers, env });
  const report = JSON.parse(stdout) as Report;
  const faults = report.findings.filter(({ status }) => status === 'fault');
  expect(code).toBe(1);
  expect(report.ok).toBe(false);
  expect(faults.every(({ cure }) => cure !== undefined)).toBe(true);
  expect(faults.map(({ check, message }) => `${check}: ${message}`)).toEqual(
    expect.arrayContaining([
      expect.stringContaining('MQTT broker: 127.0.0.1:1 cannot be reached'),
      expect.stringContaining('model: The remote backend has neither an API key nor a base URL.'),
      expect.stringContaining('it said: the database is locked'),
    ]),
  );
  expect(report.findings.map(({ message }) => message).join('\n')).toMatch(/^building answers, with \d+ tools\.$/mu);
});
