import { METRICS } from '@nexus/models';
import type { TimeWindow } from '@nexus/models';
import type { Reading } from '@nexus/telemetry/store';
import type { Fault } from '../faults/fault.ts';
import { hash32, uniform } from '../building/noise.ts';
import type { Channel } from './channels.ts';

export interface Source {
  readonly device_id: string;
  readonly key: number;
  readonly silent_since_ms: number;
  readonly skew_ms: number;
}

const LOSS_SHARE = 0.15;

/** The readings of one channel with timestamps in a window, ascending, as they arrive: faults included. */
export function* channelReadings(
  source: Source,
  channel: Channel,
  faults: readonly Fault[],
  window: TimeWindow,
): Generator<Reading> {
  const { interval_ms } = channel;
  const offset_ms = channel.phase_ms + source.skew_ms;
  const end_ms = Math.min(window.end_ms, source.silent_since_ms + source.skew_ms);
  const concerned = faults.filter(({ metric }) => metric === channel.metric);
  for (let sample = Math.ceil((window.start_ms - offset_ms) / interval_ms); ; sample += 1) {
    const timestamp_ms = sample * interval_ms + offset_ms;
    if (timestamp_ms >= end_ms) return;
    const fault = concerned.find(({ start_ms, end_ms }) => timestamp_ms >= start_ms && timestamp_ms < end_ms);
    const reading = measure(source, channel, fault, timestamp_ms, sample);
    if (!reading) continue;
    yield reading;
    if (fault?.kind === 'duplicate') yield reading;
  }
}

function measure(
  source: Source,
  channel: Channel,
  fault: Fault | undefined,
  timestamp_ms: number,
  sample: number,
): Reading | undefined {
  const at_ms = timestamp_ms - source.skew_ms;
  const reading = (value: number | null, quality: Reading['quality'] = 'good'): Reading => ({
    device_id: source.device_id,
    metric: channel.metric,
    timestamp_ms,
    value: value === null ? null : rounded(value, channel.decimals),
    unit: METRICS[channel.metric].unit,
    quality,
  });
  if (!fault) return reading(channel.value(at_ms));
  switch (fault.kind) {
    case 'gap':
      return undefined;
    case 'loss':
      return uniform(hash32(source.key, 60), sample) < LOSS_SHARE ? undefined : reading(channel.value(at_ms));
    case 'stuck':
      return reading(channel.value(fault.start_ms));
    case 'spike':
      return reading(channel.value(at_ms) + fault.amount);
    case 'vibration': {
      const part = (timestamp_ms - fault.start_ms) / (fault.end_ms - fault.start_ms);
      return reading(channel.value(at_ms) + fault.amount * (0.6 + 0.4 * Math.sin(Math.PI * part)));
    }
    case 'uncertain_quality':
      return reading(channel.value(at_ms) + fault.amount, 'uncertain');
    case 'bad_quality':
      return reading(fault.amount, 'bad');
    case 'missing_value':
      return reading(null, 'missing');
    case 'meter_glitch':
      return reading(0);
    case 'duplicate':
    case 'clock_skew':
    case 'meter_reset':
    case 'meter_replacement':
    case 'meter_rollover':
      break;
  }
  return reading(channel.value(at_ms));
}

function rounded(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  // Adding 0 turns −0 into 0.
  return Math.round(value * scale) / scale + 0;
}
