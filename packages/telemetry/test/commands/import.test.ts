import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NexusError } from '@nexus/models';
import { silentLogger } from '@nexus/server-kit';
import { describe, expect, test } from 'vitest';
import { importCommand } from '../../src/commands/import.ts';
import { addRegistry, type Building, openBuilding, time } from '../building.ts';

const ALL = { start_ms: 0, end_ms: Number.MAX_SAFE_INTEGER };

interface Run {
  readonly exitCode: number;
  readonly printed: string;
}

/** Imports a file of this content. */
async function run(
  building: Building,
  content: string | Uint8Array,
  options: Record<string, boolean> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<Run> {
  const path = join(building.folder, 'readings.csv');
  await writeFile(path, content);
  const printed: string[] = [];
  const exitCode = await importCommand.run(
    { options, positionals: [path] },
    { deps: building, log: silentLogger, time, signal, status() {}, print: (line) => void printed.push(line) },
  );
  return { exitCode, printed: printed.join('\n').replaceAll(building.folder, '') };
}

async function json(building: Building, content: string | Uint8Array, options: Record<string, boolean> = {}) {
  const { exitCode, printed } = await run(building, content, { ...options, json: true });
  return { exitCode, report: JSON.parse(printed) as Record<string, unknown> };
}

async function code(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return NexusError.is(error) ? `${error.code}: ${error.message}` : `other: ${String(error)}`;
}

const OFFICE = `device_id,metric,timestamp,value,unit
OFFICE-1,temperature,2013-07-04 00:00:00,69.88083514,F
OFFICE-1,temperature,2013-07-04 01:00:00,71.22022706,F
`;

describe('import', () => {
  test('takes an hourly series in °F and local time', async () => {
    await using building = await openBuilding();
    const { exitCode, printed } = await run(building, OFFICE);
    expect(printed).toBe(
      '2 rows of 1 device(s), from 2013-07-04T00:00:00+02:00 to 2013-07-04T01:00:00+02:00.\n' +
        '2 values converted from F to °C.\n' +
        'Stored 2 readings.',
    );
    expect(exitCode).toBe(0);
    const { timestamp_ms, value } = await building.telemetry.range('OFFICE-1', 'temperature', ALL);
    expect(timestamp_ms[0]).toBe(Date.parse('2013-07-03T22:00:00Z'));
    expect(value[0]).toBeCloseTo(21.04490841, 8); // (69.88083514 − 32) × 5/9
  });

  test('run again it replaces, and stores nothing twice', async () => {
    await using building = await openBuilding();
    await run(building, OFFICE);
    expect((await json(building, OFFICE)).report).toMatchObject({ imported: true, stored: 2, replaced: 2 });
    expect(await building.telemetry.info()).toMatchObject({ readings: 2 });
  });

  test('with a bad row imports nothing, and names every one with its line', async () => {
    await using building = await openBuilding();
    const { exitCode, printed } = await run(
      building,
      [
        'device_id,metric,timestamp,value,unit,quality',
        'A,co2,2026-05-01T10:00:00Z,400,ppm,good',
        'A,co2,2026-02-30T10:00:00Z,400,ppm,good',
        'A,co2,yesterday,400,ppm,good',
        'A,co2,2026-05-01T10:00:00Z,"4,5",ppm,good',
        'A,co2,2026-05-01T10:00:00Z,1e400,ppm,good',
        'A,co2,2026-05-01T10:00:00Z,,ppm,good',
        'A,co2,2026-05-01T10:00:00Z,400,kWh,good',
        'A,co2,2026-05-01T10:00:00Z,400,ppm,superb',
        ',co2,2026-05-01T10:00:00Z,400,ppm,good',
        'A,co2,2026-05-01T10:00:00Z',
      ].join('\n'),
    );
    expect(exitCode).toBe(1);
    expect(printed.split('\n')).toEqual([
      '/readings.csv:3: "2026-02-30T10:00:00Z" is not a time.',
      '/readings.csv:4: timestamp "yesterday" is neither RFC 3339 nor YYYY-MM-DD HH:MM:SS',
      '/readings.csv:5: value "4,5" is no number',
      '/readings.csv:6: value is no finite number',
      '/readings.csv:7: value is empty; such a row has the quality missing',
      '/readings.csv:8: "kWh" is not a unit of co2_ppm.',
      '/readings.csv:9: quality "superb" is none of good, uncertain, bad, missing',
      '/readings.csv:10: device_id is no text or empty',
      '/readings.csv:11: has 3 cells, the header 6',
      '10 rows of 1 device(s), from 2026-05-01T12:00:00+02:00 to 2026-05-01T12:00:00+02:00.',
      'Nothing was imported: 9 bad row(s). --skip-bad stores the others.',
    ]);
    expect(await building.telemetry.info()).toEqual({ readings: 0, series: 0 });
  });

  test('--skip-bad stores the good rows and names the bad ones', async () => {
    await using building = await openBuilding();
    const content = `${OFFICE}OFFICE-1,temperature,2013-07-04 02:00:00,warm,F\n`;
    const { exitCode, report } = await json(building, content, { 'skip-bad': true });
    expect(exitCode).toBe(0);
    expect(report).toEqual({
      imported: true,
      rows: 3,
      stored: 2,
      replaced: 0,
      bad_rows: 1,
      faults: [{ line: 4, fault: 'value "warm" is no number' }],
      devices: 1,
      converted: { 'F to °C': 2 },
      first: '2013-07-04T00:00:00+02:00',
      last: '2013-07-04T01:00:00+02:00',
      unregistered_devices: [],
    });
  });

  test('--dry-run tells what is in the file, and stores nothing, on a read-only server too', async () => {
    await using building = await openBuilding({ readOnly: true });
    const at = (minute: number) => `2026-05-01T10:${String(minute).padStart(2, '0')}:00Z`;
    const content = [
      'device_id,metric,timestamp,value,unit',
      ...[0, 1, 2, 3, 20, 21].map((minute) => `A,temp,${at(minute)},70,F`), // 17 minutes of silence
      `A,temperature,${at(3)},71,F`, // repeated, under its other name, and late
      `B,co2,${at(0)},400,ppm`,
      `B,co2,${at(1)},400,ppm`,
    ].join('\n');
    const { exitCode, printed } = await run(building, content, { 'dry-run': true });
    expect(printed.split('\n')).toEqual([
      '9 rows of 2 device(s), from 2026-05-01T12:00:00+02:00 to 2026-05-01T12:21:00+02:00.',
      '7 values converted from F to °C.',
      '2 series.',
      '1 row(s) repeat a device, metric and time; the last of each stays.',
      '1 row(s) are older than one before them.',
      '1 gap(s); the longest is A temperature, 2026-05-01T12:03:00+02:00 to 2026-05-01T12:20:00+02:00.',
      'Nothing was imported: this was a dry run.',
    ]);
    expect(exitCode).toBe(0);
    expect(await building.telemetry.info()).toEqual({ readings: 0, series: 0 });
    const { report } = await json(building, content, { 'dry-run': true });
    expect(report).toMatchObject({ imported: false, stored: 0, courses: { series: 2, repeated_rows: 1, gaps: 1 } });
  });

  test('a dry run of a file with bad rows names them and fails', async () => {
    await using building = await openBuilding();
    const { exitCode, printed } = await run(building, `${OFFICE}A,co2,yesterday,1,ppm\n`, { 'dry-run': true });
    expect(printed).toMatch(
      /^\/readings.csv:4: timestamp "yesterday".*Nothing was imported: this was a dry run, with 1 bad/s,
    );
    expect(exitCode).toBe(1);
  });

  test('names the devices that the registry does not know', async () => {
    await using building = await openBuilding();
    await addRegistry(building);
    const { printed } = await run(building, `${OFFICE}CO2-1,co2,2013-07-04 02:00:00,400,ppm\n`);
    expect(printed).toContain('Not in the device registry: OFFICE-1.');
  });

  test.each([
    ['a byte order mark', `\uFEFF${OFFICE}`],
    ['CRLF', OFFICE.replaceAll('\n', '\r\n')],
    ['blank lines', `${OFFICE}\n\n`],
    ['quotes and spaces', OFFICE.replaceAll('temperature', ' "temperature" ')],
    [
      'columns in another order',
      'Value,unit,timestamp,METRIC,device_id\n69.9,F,2013-07-04 00:00,temp,A\n70,F,2013-07-04 01:00,temp,A\n',
    ],
  ])('takes a file with %s', async (_, content) => {
    await using building = await openBuilding();
    expect((await json(building, content)).report).toMatchObject({ imported: true, stored: 2 });
  });

  test('a row of the quality missing has no value', async () => {
    await using building = await openBuilding();
    await run(building, 'device_id,metric,timestamp,value,quality\nA,humidity,2026-05-01,,missing\n');
    expect(await building.telemetry.latest(['A'])).toMatchObject([{ value: null, quality: 'missing' }]);
  });

  test('an hour that the clocks skip or repeat is read like everywhere else', async () => {
    await using building = await openBuilding();
    // Vienna: 02:30 does not exist on 2026-03-29 and means 03:30+02:00; on 2025-10-26 it exists twice, the first counts.
    await run(
      building,
      'device_id,metric,timestamp,value\nA,humidity,2026-03-29 02:30:00,1\nA,humidity,2025-10-26 02:30:00.250,2\n',
    );
    const { timestamp_ms } = await building.telemetry.range('A', 'humidity', ALL);
    expect([...timestamp_ms]).toEqual([
      Date.parse('2025-10-26T02:30:00.250+02:00'),
      Date.parse('2026-03-29T03:30:00+02:00'),
    ]);
  });

  test.each([
    ['an empty file', '', 'is empty'],
    ['a file without a header', 'A,co2,2026-05-01,400\n', 'no header of readings'],
    [
      'a column that is not known',
      'device_id,metric,timestamp,value,units\nA,co2,2026-05-01,400,ppm\n',
      '"units", perhaps unit',
    ],
    ['other separators', 'device_id;metric;timestamp;value\nA;co2;2026-05-01;400\n', 'separated by commas'],
    ['an open quote', `${OFFICE}"OFFICE-1,temperature\n`, 'readings.csv:4: is no CSV'],
    ['an endless line', `${OFFICE}${'x'.repeat(200_000)}\n`, 'readings.csv:4: is longer than 65536 characters'],
    ['another encoding', Uint8Array.from([0xff, 0xfe, 0x64, 0x00]), 'is not UTF-8 text'],
  ])('refuses %s and stores nothing', async (_, content, message) => {
    await using building = await openBuilding();
    const failure = await code(run(building, content));
    expect(failure).toContain('invalid_argument');
    expect(failure).toContain(message);
    expect(await building.telemetry.info()).toMatchObject({ readings: 0 });
  });

  test('refuses a missing file, a folder, no file and a read-only server', async () => {
    await using building = await openBuilding();
    const context = {
      deps: building,
      log: silentLogger,
      time,
      signal: new AbortController().signal,
      print() {},
      status() {},
    };
    const of = (...positionals: string[]) =>
      code(Promise.resolve(importCommand.run({ options: {}, positionals }, context)));
    expect(await of(join(building.folder, 'nowhere.csv'))).toContain('not_found');
    expect(await of(building.folder)).toContain('is no file');
    expect(await of()).toContain('Name one CSV file');
    await using readOnly = await openBuilding({ readOnly: true });
    expect(await code(run(readOnly, OFFICE))).toContain('permission_denied');
  });

  test('stops when it is told to, says what is stored, and goes on when run again', async () => {
    await using building = await openBuilding();
    const rows = Array.from({ length: 25_000 }, (_, i) => `A,humidity,${new Date(i * 1000).toISOString()},40`);
    const content = ['device_id,metric,timestamp,value', ...rows].join('\n');
    const stop = new AbortController();
    const printed: string[] = [];
    const path = join(building.folder, 'readings.csv');
    await writeFile(path, content);
    const interrupted = importCommand.run(
      { options: {}, positionals: [path] },
      {
        deps: building,
        log: silentLogger,
        time,
        signal: stop.signal,
        print: (line) => void printed.push(line),
        status: (text) => text.startsWith('Storing') && stop.abort(),
      },
    );
    await expect(interrupted).rejects.toThrow('abort');
    expect(printed.join('\n')).toContain('Interrupted: 10000 readings are stored.');
    expect(await building.telemetry.info()).toMatchObject({ readings: 10_000 });
    expect((await json(building, content)).report).toMatchObject({ imported: true, stored: 25_000, replaced: 10_000 });
    expect(await building.telemetry.info()).toMatchObject({ readings: 25_000 });
  });
});
