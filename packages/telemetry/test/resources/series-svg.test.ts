import { connect } from '@nexus/server-kit/testing';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { codePoint } from '../../../../tools/code-points.ts';
import { seriesSvg } from '../../src/domain/series-svg.ts';
import { server } from '../../src/server.ts';
import { openTelemetryStore } from '../../src/store/index.ts';
import { join } from 'node:path';
import { addRegistry, course, DAY_MS, HOUR_MS, MINUTE_MS, NOW_MS, openBuilding, reading, time } from '../building.ts';

async function read(host: Awaited<ReturnType<typeof connect>>, uri: string): Promise<string> {
  const { contents } = await host.client.readResource({ uri });
  const [content] = contents;
  expect(content?.mimeType).toBe('image/svg+xml');
  return content && 'text' in content ? content.text : '';
}

/** Opening, closing and empty tags in their order; throws for what is not well-formed. */
function elements(svg: string): string[] {
  const open: string[] = [];
  const seen: string[] = [];
  const pairs: [closed: string, opened: string | undefined][] = [];
  for (const [, closing, name = '', empty] of svg.matchAll(/<(\/?)([a-z]+)(?: [a-zA-Z0-9-]+="[^"<]*")*(\/?)>/g)) {
    if (closing === '/') pairs.push([name, open.pop()]);
    else if (empty !== '/') open.push(name);
    if (closing !== '/') seen.push(name);
  }
  expect(pairs.filter(([closed, opened]) => closed !== opened)).toEqual([]);
  expect(open).toEqual([]);
  const left = svg.replaceAll(/<\/?[a-z]+(?: [a-zA-Z0-9-]+="[^"<]*")*\/?>/g, '');
  expect(left).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot);)/);
  return seen;
}

test('draws the last week with name, unit, local times, figures, and a line that a gap breaks', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  await building.telemetry.ingest([
    ...course('CO2-1', 'co2_ppm', NOW_MS - 5 * DAY_MS, HOUR_MS, [400, 500, 600]),
    ...course('CO2-1', 'co2_ppm', NOW_MS - DAY_MS, HOUR_MS, [700, 800]),
    reading('CO2-1', 'co2_ppm', NOW_MS, 5000, 'bad'),
  ]);
  await using host = await connect(server, building, { time });
  const svg = await read(host, 'telemetry://CO2-1/co2_ppm.svg');
  const seen = elements(svg);
  expect(seen.filter((name) => name === 'path')).toHaveLength(2);
  expect(svg).toContain('<title>CO2 sensor 3B · co2_ppm in ppm</title>');
  expect(svg).toContain('2026-05-25 14:00 to 2026-06-01 14:00, times of Europe/Vienna');
  expect(svg).toContain('5 good readings, 1 left out; min 400, mean 600, max 800 ppm');
  expect(svg).toContain('>05-28</text>');
});

test('many readings are a line of means and a band, which reaches the one peak', async () => {
  await using building = await openBuilding();
  const values = Array.from({ length: 2016 }, (_, i) => (i === 1000 ? 95 : 40 + (i % 2)));
  await building.telemetry.ingest(course('A', 'humidity', NOW_MS - 7 * DAY_MS, 5 * MINUTE_MS, values));
  await using host = await connect(server, building, { time });
  const svg = await read(host, 'telemetry://A/humidity.svg');
  const [band = '', line = ''] = [...svg.matchAll(/<path d="M([^"]*)"/g)].map(([, path]) => path);
  const heights = (path: string) =>
    path
      .split(/[LZ]/)
      .filter(Boolean)
      .map((point) => Number(point.split(' ')[1]));
  // From 40 at 290 pixels to 100 at 76: 95 is at 94. The mean of its column of 5 or 6 readings is at most 51, at 251.
  expect(Math.min(...heights(band))).toBe(93.8);
  expect(Math.min(...heights(line))).toBeGreaterThan(245);
  expect(line.split('L')).toHaveLength(350);
  expect(svg.length).toBeLessThan(40_000);
});

test('a series without a good reading this week says so', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest([reading('A', 'humidity', NOW_MS - 8 * DAY_MS, 40)]);
  await using host = await connect(server, building, { time });
  expect(await read(host, 'telemetry://A/humidity.svg')).toContain('>No good readings.</text>');
});

test('whatever a device, a metric or a unit is called, the picture has the same elements', () => {
  const one = { n: 1, timestamp_ms: Float64Array.of(NOW_MS), value: Float64Array.of(1), quality: Uint8Array.of(0) };
  const window = { start_ms: NOW_MS - HOUR_MS, end_ms: NOW_MS + 1 };
  const draw = (name: string, metric: string, unit: string) =>
    elements(seriesSvg({ name, metric, unit, window, columns: one }, time));
  const tame = draw('a', 'b', 'c');
  const hostile = fc.oneof(
    fc.string({ unit: codePoint }),
    fc.constantFrom('<script>alert(1)</script>', '"/><x y="', '&', ']]>', '\u0000\u001b\uFFFE', '\uD800'),
  );
  fc.assert(
    fc.property(hostile, hostile, hostile, (name, metric, unit) => {
      expect(draw(name, metric, unit)).toEqual(tame);
    }),
  );
});

test.each(['telemetry://A/humidity.svg', 'telemetry://A/humidity.csv', 'telemetry://A/summary'])(
  'who listens to %s hears of a reading that another process stored, and not of other series',
  async (uri) => {
    await using building = await openBuilding();
    await building.telemetry.ingest([reading('A', 'humidity', NOW_MS - MINUTE_MS, 40)]);
    await using host = await connect(server, building, { time });
    const updated: unknown[] = [];
    host.client.fallbackNotificationHandler = ({ params }) => Promise.resolve(void updated.push(params?.['uri']));
    await host.client.subscribeResource({ uri });
    // A connection of its own, as another process has.
    await using other = await openTelemetryStore(join(building.folder, 'telemetry.db'));
    await other.ingest([reading('B', 'humidity', NOW_MS, 41)]);
    await other.ingest([reading('A', 'humidity', NOW_MS - 2 * MINUTE_MS, 39)]);
    await vi.waitFor(() => expect(updated).toEqual([uri]), { timeout: 5000 });
  },
);
