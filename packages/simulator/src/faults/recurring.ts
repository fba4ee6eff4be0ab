import { type Day, HOUR_MS, MINUTE_MS } from '../building/calendar.ts';
import type { DemoDevice } from '../building/devices.ts';
import { hash32, pick, uniform } from '../building/noise.ts';
import type { Channel } from '../model/channels.ts';
import { METER_INTERVAL_MS } from '../model/energy.ts';
import { Machine } from '../model/machine.ts';
import type { AnomalyKind, Fault } from './fault.ts';

const HABITS = [
  'gap',
  'stuck',
  'spike',
  'bad_quality',
  'uncertain_quality',
  'missing_value',
  'duplicate',
  'loss',
] as const;
type Habit = (typeof HABITS)[number];

const FLAKY_SHARE = 0.11;
/** One of each habit, whatever the seed, by type and zone. */
const KNOWN_HABITS = new Map<string, Habit>([
  ['co2_sensor OON2', 'gap'],
  ['temperature_sensor WORK', 'stuck'],
  ['co2_sensor CAFE', 'spike'],
  ['humidity_sensor LOBBY', 'bad_quality'],
  ['humidity_sensor CR5A', 'uncertain_quality'],
  ['temperature_sensor TRAIN', 'missing_value'],
  ['occupancy_sensor ENTR', 'duplicate'],
  ['air_quality_sensor LAB', 'loss'],
]);
/** Room sensors of the room that everybody asks for are sound. */
const SOUND_ZONE = 'CR3B';
const GLITCHING_METERS = ['OON3', 'OOS2'];
const PATCHY_METERS = ['EXEC'];
const WORN_MACHINES = ['SRV', 'PLANT'];

/** How long a habit lasts, in hours. */
const LENGTHS: Readonly<Record<Habit, readonly [least: number, most: number]>> = {
  gap: [1, 5],
  stuck: [3, 7],
  spike: [0, 0],
  bad_quality: [0.5, 3],
  uncertain_quality: [1, 5],
  missing_value: [0.5, 2],
  duplicate: [2, 5],
  loss: [6, 14],
};

/** What a device gets wrong from day to day. */
export class RecurringFaults {
  readonly #device: DemoDevice;
  readonly #channels: readonly Channel[];
  readonly #seededMs: number;
  readonly #habit: Habit | undefined;
  readonly #machine: Machine | undefined;

  constructor(device: DemoDevice, channels: readonly Channel[], seededMs: number) {
    this.#device = device;
    this.#channels = channels.filter(({ interval_ms }) => interval_ms < HOUR_MS);
    this.#seededMs = seededMs;
    const shakes = device.type === 'hvac_controller' || device.type === 'vibration_sensor';
    this.#machine = shakes ? new Machine(device) : undefined;
    const isFlaky = device.zone_code !== SOUND_ZONE && this.#chance(30) < FLAKY_SHARE;
    this.#habit =
      KNOWN_HABITS.get(`${device.type} ${device.zone_code}`) ?? (isFlaky ? pick(HABITS, this.#chance(31)) : undefined);
  }

  /** The faults that start on a day; all end by its end. */
  on(day: Day): Fault[] {
    if (this.#machine) return this.#vibrations(day, this.#machine);
    if (this.#device.type === 'smart_meter') return this.#meterFaults(day);
    return this.#habit !== undefined && this.#chance(32, day) < 0.5 ? this.#habitual(day, this.#habit) : [];
  }

  #habitual(day: Day, habit: Habit): Fault[] {
    const [least, most] = LENGTHS[habit];
    // A value that stays the same is a fault while people come and go.
    const [earliest, latest] = habit === 'stuck' ? [7, 12] : [0.5, 16.5];
    const start_ms = this.#between(33, day, earliest, latest);
    const length_ms = (least + (most - least) * this.#chance(34, day)) * HOUR_MS;
    // What is lost on the way is lost for every metric; a broken sensor breaks one.
    const isOnTheWay = habit === 'gap' || habit === 'duplicate' || habit === 'loss';
    return this.#channels.slice(0, isOnTheWay ? undefined : 1).map(({ metric, interval_ms }) => ({
      metric,
      kind: habit,
      start_ms,
      end_ms: Math.min(day.end_ms, start_ms + (habit === 'spike' ? interval_ms : wholeMinutes(length_ms))),
      amount: amountOf(habit, metric),
    }));
  }

  #meterFaults(day: Day): Fault[] {
    const start_ms = this.#between(35, day, 7, 16);
    if (GLITCHING_METERS.includes(this.#device.zone_code) && this.#chance(36, day) < 0.6) {
      return [
        { metric: 'energy_kwh', kind: 'meter_glitch', start_ms, end_ms: start_ms + METER_INTERVAL_MS, amount: 0 },
      ];
    }
    if (!PATCHY_METERS.includes(this.#device.zone_code) || this.#chance(37, day) > 0.3) return [];
    const end_ms = start_ms + wholeMinutes((2 + 4 * this.#chance(38, day)) * HOUR_MS);
    return this.#channels.map(({ metric }) => ({ metric, kind: 'gap', start_ms, end_ms, amount: 0 }));
  }

  /** Two worn machines shake every day: early, often again later, and shortly before the demo was opened. */
  #vibrations(day: Day, machine: Machine): Fault[] {
    const episode = (stream: number, from: number, to: number): Fault => {
      const start_ms = this.#between(stream, day, from, to);
      return this.#shaking(
        day,
        start_ms,
        start_ms + wholeMinutes((40 + 40 * this.#chance(stream + 1, day)) * MINUTE_MS),
      );
    };
    const isWorn = this.#device.type === 'hvac_controller' && WORN_MACHINES.includes(this.#device.zone_code);
    if (!isWorn) return this.#chance(40, day) < 0.04 ? running([episode(41, 9.5, 16)], day, machine) : [];
    const episodes = [machine.runs(day, day.start_ms) ? episode(43, 0.1, 5) : episode(43, 5.7, 7.5)];
    if (this.#chance(45, day) < 0.5) episodes.push(episode(46, 11, 18));
    const opened = [this.#seededMs - 95 * MINUTE_MS, this.#seededMs - 35 * MINUTE_MS] as const;
    if (opened[0] >= day.start_ms && opened[1] < day.end_ms) episodes.push(this.#shaking(day, ...opened));
    return running(merged(episodes), day, machine);
  }

  #shaking(day: Day, start_ms: number, end_ms: number): Fault {
    return { metric: 'vibration_mms', kind: 'vibration', start_ms, end_ms, amount: 6 + 3 * this.#chance(48, day) };
  }

  /** A whole minute between two hours of a day. */
  #between(stream: number, day: Day, from: number, to: number): number {
    return day.start_ms + wholeMinutes((from + (to - from) * this.#chance(stream, day)) * HOUR_MS);
  }

  #chance(stream: number, day?: Day): number {
    return uniform(hash32(this.#device.key, stream), day?.number ?? 0);
  }
}

function wholeMinutes(ms: number): number {
  return Math.round(ms / MINUTE_MS) * MINUTE_MS;
}

function running(episodes: readonly Fault[], day: Day, machine: Machine): Fault[] {
  return episodes.filter(({ start_ms, end_ms }) => machine.runs(day, start_ms) && machine.runs(day, end_ms));
}

function merged(episodes: readonly Fault[]): Fault[] {
  const result: Fault[] = [];
  for (const episode of episodes.toSorted((a, b) => a.start_ms - b.start_ms)) {
    const last = result.at(-1);
    if (last && episode.start_ms <= last.end_ms) {
      result.splice(-1, 1, { ...last, end_ms: Math.max(last.end_ms, episode.end_ms) });
    } else {
      result.push(episode);
    }
  }
  return result;
}

function amountOf(kind: AnomalyKind, metric: string): number {
  if (kind === 'bad_quality') return metric === 'temperature' ? -40 : 0;
  const size = kind === 'spike' ? 1 : kind === 'uncertain_quality' ? 0.08 : 0;
  switch (metric) {
    case 'co2_ppm':
    case 'illuminance_lux':
      return 2400 * size;
    case 'temperature':
      return 22 * size;
    case 'humidity':
      return 38 * size;
    default:
      return 60 * size;
  }
}
