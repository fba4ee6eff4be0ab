import type { DeviceStatus } from '@nexus/models';
import { updateSeconds } from './effort.ts';
import { compareVersions, isSameVersion } from './version.ts';
import { waveSizes } from './waves.ts';

/** A device that a selector matches. */
export interface FleetDevice {
  readonly device_id: string;
  readonly name: string;
  readonly device_type: string;
  readonly zone_id: string;
  readonly status: DeviceStatus;
  readonly firmware_version: string;
  readonly last_seen_ms?: number | undefined;
  /** Of a job that has not ended, its turn come or not. */
  readonly has_open_job: boolean;
  /** The only sensor of its type in a zone where people are counted. */
  readonly is_only_sensor: boolean;
}

export const EXCLUSION_REASONS = ['decommissioned', 'updating', 'already_current', 'newer_version', 'offline'] as const;
export type ExclusionReason = (typeof EXCLUSION_REASONS)[number];

interface Target {
  readonly device_id: string;
  readonly name: string;
  readonly device_type: string;
  readonly firmware_version: string;
  /** From 0. */
  readonly wave: number;
}

export interface Exclusion {
  readonly device_id: string;
  readonly name: string;
  readonly firmware_version: string;
  readonly reason: ExclusionReason;
}

export const WARNING_KINDS = ['only_sensor', 'error_status', 'unreadable_version', 'mixed_types'] as const;
interface Warning {
  readonly kind: (typeof WARNING_KINDS)[number];
  /** Of the targets that it is about. */
  readonly device_ids: readonly string[];
}

export interface RolloutPlan {
  /** By wave, then the less delicate first. */
  readonly targets: readonly Target[];
  readonly excluded: readonly Exclusion[];
  readonly warnings: readonly Warning[];
  readonly wave_sizes: readonly number[];
  /** The devices of a wave side by side, the waves one after the other. */
  readonly estimated_duration_seconds: number;
}

export interface PlanOptions {
  readonly target_version: string;
  readonly waves: readonly string[];
  readonly allow_downgrade: boolean;
  /** Devices last seen before this instant are out of contact. */
  readonly seen_since_ms: number;
}

/** Who of a fleet gets a version, who not and why, and in which waves. @throws {NexusError} for waves that are none. */
export function planRollout(fleet: readonly FleetDevice[], options: PlanOptions): RolloutPlan {
  const judged = fleet.map((device) => ({ device, reason: exclusionReason(device, options) }));
  const chosen = judged.flatMap(({ device, reason }) => (reason === undefined ? [device] : [])).sort(byDelicacy);
  const wave_sizes = waveSizes(options.waves, chosen.length);
  const waveOf = wave_sizes.flatMap((size, wave) => Array<number>(size).fill(wave));
  const targets = chosen.map(({ device_id, name, device_type, firmware_version }, index) => {
    return { device_id, name, device_type, firmware_version, wave: waveOf[index] ?? 0 };
  });
  const longest = wave_sizes.map((_, wave) =>
    targets.reduce((most, one) => (one.wave === wave ? Math.max(most, updateSeconds(one.device_type)) : most), 0),
  );
  return {
    targets,
    excluded: judged.flatMap(({ device: { device_id, name, firmware_version }, reason }) =>
      reason === undefined ? [] : [{ device_id, name, firmware_version, reason }],
    ),
    warnings: warningsOf(chosen),
    wave_sizes,
    estimated_duration_seconds: longest.reduce((sum, seconds) => sum + seconds, 0),
  };
}

function exclusionReason(device: FleetDevice, options: PlanOptions): ExclusionReason | undefined {
  const { status, firmware_version, last_seen_ms } = device;
  if (status === 'decommissioned') return 'decommissioned';
  if (status === 'updating' || device.has_open_job) return 'updating';
  if (isSameVersion(firmware_version, options.target_version)) return 'already_current';
  const isNewer = (compareVersions(firmware_version, options.target_version) ?? -1) > 0;
  if (isNewer && !options.allow_downgrade) return 'newer_version';
  const isSilent = last_seen_ms === undefined || last_seen_ms < options.seen_since_ms;
  return status === 'offline' || isSilent ? 'offline' : undefined;
}

/** The first wave tries the version out: on a device that is well, and whose room can do without it. */
function byDelicacy(a: FleetDevice, b: FleetDevice): number {
  const delicacy = ({ is_only_sensor, status }: FleetDevice) =>
    (status === 'online' ? 0 : 2) + (is_only_sensor ? 1 : 0);
  return delicacy(a) - delicacy(b) || (a.device_id < b.device_id ? -1 : 1);
}

function warningsOf(chosen: readonly FleetDevice[]): Warning[] {
  const about = (kind: Warning['kind'], isMeant: (device: FleetDevice) => boolean): Warning => ({
    kind,
    device_ids: chosen.filter(isMeant).map(({ device_id }) => device_id),
  });
  const isMixed = new Set(chosen.map(({ device_type }) => device_type)).size > 1;
  return [
    about('only_sensor', ({ is_only_sensor }) => is_only_sensor),
    about('error_status', ({ status }) => status === 'error'),
    about('unreadable_version', ({ firmware_version: version }) => compareVersions(version, version) === undefined),
    about('mixed_types', () => isMixed),
  ].filter(({ device_ids }) => device_ids.length > 0);
}
