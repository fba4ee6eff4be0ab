import { pick, streamKey, uniform } from '../building/noise.ts';

/** How a device takes an update: well, badly, without an end, or with the old version after it. */
export type Behaviour = 'obedient' | 'failing' | 'silent' | 'unchanged';

/** One in fifty fails; one in a hundred each never answers, or runs what it ran before. */
const FAILING = 0.02;
const SILENT = 0.01;
const UNCHANGED = 0.01;

const FAULTS = [
  'The checksum of the download is wrong.',
  'There is not enough space.',
  'The battery is too low.',
] as const;

/** The same device takes the same version always the same way. */
export function behaviourOf(seed: number, deviceId: string, targetVersion: string): Behaviour {
  const share = uniform(streamKey(seed, `${deviceId} ${targetVersion}`), 0);
  if (share < FAILING) return 'failing';
  if (share < FAILING + SILENT) return 'silent';
  return share < FAILING + SILENT + UNCHANGED ? 'unchanged' : 'obedient';
}

/** What a device says of one execution, `after_ms` its order came; without sequence and execution. */
export interface Saying {
  readonly after_ms: number;
  readonly status: 'accepted' | 'downloading' | 'installing' | 'rebooting' | 'succeeded' | 'failed';
  readonly progress_pct?: number;
  readonly firmware_version?: string;
  readonly error?: string;
}

/** @param speed 10 makes a minute six seconds. */
export function sayings(
  seed: number,
  order: { readonly device_id: string; readonly target_version: string },
  running: string,
  { speed, behaviour }: { readonly speed: number; readonly behaviour: Behaviour },
): Saying[] {
  const { device_id, target_version } = order;
  const key = streamKey(seed, `${device_id} ${target_version}`);
  if (behaviour === 'silent') return [];
  const total_ms = ((30 + 30 * uniform(key, 1)) * 1000) / speed;
  const at = (share: number) => Math.ceil(total_ms * share);
  const begun: Saying[] = [
    { after_ms: at(0.02), status: 'accepted' },
    { after_ms: at(0.1), status: 'downloading', progress_pct: 10 },
    { after_ms: at(0.4), status: 'downloading', progress_pct: 50 },
    { after_ms: at(0.7), status: 'installing', progress_pct: 80 },
  ];
  if (behaviour === 'failing') {
    return [...begun, { after_ms: at(0.8), status: 'failed', error: pick(FAULTS, uniform(key, 2)) }];
  }
  const firmware_version = behaviour === 'unchanged' ? running : target_version;
  return [
    ...begun,
    { after_ms: at(0.85), status: 'rebooting', progress_pct: 90 },
    { after_ms: at(1), status: 'succeeded', firmware_version },
  ];
}
