import { fitAnswer } from '@nexus/server-kit';
import type { StoredZone } from '@nexus/device-registry/store';
import { type BuildingTime, Instant, NexusError, Window, WindowEnd, WindowStart } from '@nexus/models';
import * as z from 'zod';
import { EnergyGroup, MeterEvent, presentEvent, presentGroup } from '../answers/energy.ts';
import { defineTool } from '../deps.ts';
import { summarizeDays } from '../domain/energy-days.ts';
import { type EnergySummary, summarize } from '../domain/energy-summary.ts';
import { hoursOf, totalOf } from '../domain/load-profile.ts';
import { sharesOf } from '../domain/shares.ts';
import { hundredths, percentage } from '../domain/tidy.ts';
import { type MeterReport, meterUse } from '../energy/meter-use.ts';
import { groupMeters, GROUPINGS, type Meter, selectMeters } from '../energy/meters.ts';

const DAY_MS = 86_400_000;
const LONGEST_DAYS = 400;
/** What fits into an answer. */
const MAX_GROUPS = 40;
const MAX_DAYS = 31;
const MAX_EVENTS = 10;
const MAX_GROUP_BYTES = 13_000;
/** What changed a meter for good comes first. */
const RANK = { reset: 0, rollover: 0, spike: 1, glitch: 1, gap: 2 };

export const getEnergyReport = defineTool({
  name: 'get_energy_report',
  title: 'Energy report',
  description:
    'Energy in kWh by floor, zone, building, meter or day over a window (default the last 7 days; last_week and the like ' +
    'work as start), with shares, the peak as the highest hourly mean, baseload, the period before, and what was estimated. ' +
    'Meter resets, rollovers and glitches are not consumption.',
  access: 'read',
  input: z.strictObject({
    building: z.string().min(1).max(128).optional().describe('Building by name.'),
    floors: z.array(z.int().min(-50).max(300)).min(1).max(100).optional().describe('Floor numbers.'),
    zone_ids: z.array(z.string().min(1).max(128)).min(1).max(100).optional().describe('Zone ids or names.'),
    start: WindowStart,
    end: WindowEnd,
    group_by: z.enum(GROUPINGS).default('floor').describe('device and day need no registry.'),
  }),
  output: z.object({
    window: Window,
    unit: z.literal('kWh'),
    total_kwh: z.number(),
    previous_total_kwh: z.number().optional().describe('The period of the same length before.'),
    change_pct: z.number().optional().describe('Against the period before, where both are known.'),
    peak: z.object({ start: Instant, kw: z.number() }).optional().describe('Highest hourly mean.'),
    coverage_pct: z.number().describe('Share of the time measured without a gap.'),
    good_pct: z.number().describe('Good of received readings.'),
    readings: z.int().describe('Received.'),
    estimated_kwh: z.number().describe('Spread over gaps, included in the total.'),
    groups: z.array(EnergyGroup),
    floors_without_meters: z.array(z.int()).optional(),
    zones_without_meters: z.array(z.string()).optional(),
    groups_omitted: z.object({ count: z.int(), energy_kwh: z.number() }).optional(),
    days: z
      .array(z.object({ date: z.string(), energy_kwh: z.number() }))
      .optional()
      .describe('Local days, for windows of up to 31 days.'),
    events: z.array(MeterEvent).optional().describe('At most 10.'),
    events_omitted: z.int().optional(),
    readings_exist: Window.optional().describe('When nothing is known of the window: first and last reading.'),
  }),
  async run({ start, end, group_by, ...filter }, context) {
    const { deps, time, signal } = context;
    const window = time.window({ start, end }, { span_ms: 7 * DAY_MS });
    const length_ms = window.end_ms - window.start_ms;
    if (length_ms > LONGEST_DAYS * DAY_MS) {
      throw new NexusError('limit_exceeded', `An energy report covers at most ${LONGEST_DAYS} days.`, {
        hint: 'Ask for a shorter window, or for one year after the other.',
      });
    }
    const { meters, zones } = await selectMeters(deps, filter, group_by);
    const hours = hoursOf(window, time);
    const period = { window, previous: { start_ms: window.start_ms - length_ms, end_ms: window.start_ms }, hours };
    const used: UsedMeter[] = [];
    for (const meter of meters) {
      signal.throwIfAborted();
      await context.progress(used.length, meters.length, 'Counting meters');
      used.push({ ...meter, ...(await meterUse(deps.telemetry, meter.series, period)) });
    }
    const elapsed_ms = Math.min(window.end_ms, Math.max(time.nowMs(), window.start_ms)) - window.start_ms;
    const total = summarize(used, hours, elapsed_ms);
    const days = summarizeDays(used, hours, time.nowMs(), time);
    const groups =
      group_by === 'day'
        ? days.map(({ date, summary }) => ({ place: { key: date, name: date }, members: used, summary }))
        : groupMeters(used, group_by, zones).map(({ place, members }) => ({
            place,
            members,
            summary: summarize(members, hours, elapsed_ms),
          }));
    const shares = sharesOf(groups.map(({ summary }) => summary.energy_kwh));
    const shown = fitAnswer(
      groups
        .slice(0, MAX_GROUPS)
        .map(({ place, members, summary }, i) => presentGroup(place, members.length, summary, shares[i] ?? 0, time)),
      MAX_GROUP_BYTES,
    );
    return {
      window: time.onWire(window),
      unit: 'kWh' as const,
      total_kwh: hundredths(total.energy_kwh),
      ...(total.previous_kwh === undefined ? {} : { previous_total_kwh: hundredths(total.previous_kwh) }),
      ...(total.change_pct === undefined ? {} : { change_pct: total.change_pct }),
      ...(total.peak ? { peak: { start: time.iso(total.peak.start_ms), kw: hundredths(total.peak.kw) } } : {}),
      coverage_pct: total.coverage_pct,
      ...countedReadings(used),
      estimated_kwh: hundredths(total.estimated_kwh),
      groups: shown,
      ...omittedGroups(groups.slice(shown.length).map(({ summary }) => summary)),
      ...floorsWithoutMeters(filter.floors, used),
      ...zonesWithoutMeters(filter.zone_ids, zones, used),
      ...(days.length <= MAX_DAYS
        ? { days: days.map(({ date, summary }) => ({ date, energy_kwh: hundredths(summary.energy_kwh) })) }
        : {}),
      ...noticed(used, time),
      ...readingsElsewhere(used, time),
    };
  },
});

type UsedMeter = Meter & MeterReport;

function omittedGroups(omitted: readonly EnergySummary[]) {
  if (omitted.length === 0) return {};
  const energy_kwh = hundredths(omitted.reduce((sum, summary) => sum + summary.energy_kwh, 0));
  return { groups_omitted: { count: omitted.length, energy_kwh } };
}

function floorsWithoutMeters(asked: readonly number[] | undefined, used: readonly UsedMeter[]) {
  const measured = new Set(used.map(({ device }) => device?.floor));
  const floors = asked?.filter((floor) => !measured.has(floor)) ?? [];
  return floors.length === 0 ? {} : { floors_without_meters: floors };
}

function zonesWithoutMeters(
  asked: readonly string[] | undefined,
  zones: readonly StoredZone[],
  used: readonly UsedMeter[],
) {
  if (asked === undefined) return {};
  const measured = new Set(used.map(({ device }) => device?.zone_id));
  const without = zones.filter(({ zone_id }) => !measured.has(zone_id)).map(({ zone_id }) => zone_id);
  return without.length === 0 ? {} : { zones_without_meters: without };
}

function countedReadings(used: readonly UsedMeter[]) {
  const received = used.reduce((sum, { readings }) => sum + readings.received, 0);
  const good = used.reduce((sum, { readings }) => sum + readings.good, 0);
  return { good_pct: percentage(good, received), readings: received };
}

/** A total of nothing known is no consumption of zero. */
function readingsElsewhere(used: readonly UsedMeter[], time: BuildingTime) {
  if (used.some(({ profile }) => totalOf(profile.known_ms) > 0)) return {};
  const start_ms = Math.min(...used.map(({ series }) => series.first_ms));
  const end_ms = Math.max(...used.map(({ series }) => series.last_ms));
  return { readings_exist: time.onWire({ start_ms, end_ms }) };
}

function noticed(used: readonly UsedMeter[], time: BuildingTime) {
  const events = used
    .flatMap(({ series: { device_id }, events }) => events.map((event) => ({ device_id, event })))
    .sort((a, b) => RANK[a.event.kind] - RANK[b.event.kind] || a.event.at_ms - b.event.at_ms);
  if (events.length === 0) return {};
  return {
    events: events.slice(0, MAX_EVENTS).map(({ device_id, event }) => presentEvent(device_id, event, time)),
    ...(events.length > MAX_EVENTS ? { events_omitted: events.length - MAX_EVENTS } : {}),
  };
}
