import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { BuildingTime } from '../src/time.ts';
import { expect, onTestFinished, test, vi } from 'vitest';
import * as z from 'zod';
import {
  dataFolderId,
  dataPath,
  defaultDataDir,
  flag,
  loadEnvironment,
  readConfig,
  timeZone,
} from '../src/environment.ts';
import { NexusError } from '../src/errors.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'nexus-models-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test('the process environment wins over the .env file, which fills what is unset', () => {
  const cwd = folder();
  writeFileSync(join(cwd, '.env'), 'NEXUS_TEST_A=file\nNEXUS_TEST_B="from the file" # note\n');
  vi.stubEnv('NEXUS_TEST_A', 'process');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  expect(loadEnvironment(cwd)).toMatchObject({ NEXUS_TEST_A: 'process', NEXUS_TEST_B: 'from the file' });
});

test('a folder without a .env file is no fault', () => {
  expect(loadEnvironment(folder())['NEXUS_TEST_B']).toBeUndefined();
});

test('each platform has its own data folder', () => {
  expect(defaultDataDir({ XDG_DATA_HOME: '/data' }, 'linux')).toBe(join('/data', 'nexusiot'));
  expect(defaultDataDir({ XDG_DATA_HOME: '' }, 'linux')).toMatch(/[/\\]\.local[/\\]share[/\\]nexusiot$/);
  expect(defaultDataDir({}, 'darwin')).toMatch(/Application Support[/\\]nexusiot$/);
  expect(defaultDataDir({ LOCALAPPDATA: 'L' }, 'win32')).toBe(join('L', 'nexusiot', 'Data'));
});

test('a flag is on or off in several spellings, and preset when absent', () => {
  const schema = z.object({ A: flag(false), B: flag(true) });
  for (const word of ['1', 'on', 'TRUE', ' yes ']) expect(readConfig(schema, { A: word }).A).toBe(true);
  for (const word of ['0', 'off', 'False', 'no']) expect(readConfig(schema, { B: word }).B).toBe(false);
  expect(readConfig(schema, {})).toEqual({ A: false, B: true });
});

test('all faults are listed together, by variable', () => {
  const schema = z.object({ NEXUS_READ_ONLY: flag(false), NEXUS_TIMEZONE: timeZone, PORT: z.coerce.number().int() });
  const environment = { NEXUS_READ_ONLY: 'perhaps', NEXUS_TIMEZONE: 'Europe/Wien', PORT: '80' };
  let fault: unknown;
  try {
    readConfig(schema, environment);
  } catch (error) {
    fault = error;
  }
  expect(NexusError.is(fault) && fault.code).toBe('invalid_argument');
  expect(String(fault)).toContain('2 fault(s)');
  expect(String(fault)).toContain('NEXUS_READ_ONLY: must be on or off');
  expect(String(fault)).toContain('NEXUS_TIMEZONE: must be an IANA time zone such as Europe/Vienna');
});

test('an empty variable counts as unset, and others are left alone', () => {
  const schema = z.object({ PORT: z.coerce.number().int().default(8001) });
  expect(readConfig(schema, { PORT: '  ', HOME: '/root' })).toEqual({ PORT: 8001 });
});

test("the zone may be left out, and a time without one is the machine's", () => {
  expect(readConfig(z.object({ NEXUS_TIMEZONE: timeZone }), {}).NEXUS_TIMEZONE).toBeUndefined();
  expect(new BuildingTime().zone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
});

test('a data folder has one id, however it is written, and no other has it', () => {
  const id = dataFolderId('/var/lib/nexus');
  expect(id).toMatch(/^[0-9a-f]{12}$/u);
  expect(dataFolderId('/var/lib/../lib/nexus/')).toBe(id);
  expect(dataFolderId('/var/lib/nexus2')).not.toBe(id);
});

test('a relative database path is under the data folder, and :memory: is kept', () => {
  expect(dataPath('/data', 'alerts.db')).toBe(resolve('/data', 'alerts.db'));
  expect(dataPath('/data', resolve('/srv/alerts.db'))).toBe(resolve('/srv/alerts.db'));
  expect(dataPath('/data', ':memory:')).toBe(':memory:');
});
