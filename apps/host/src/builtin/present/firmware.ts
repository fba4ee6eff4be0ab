import type { FirmwarePlan, Rollout } from '../wire-firmware.ts';
import { plural } from './amount.ts';
import { table } from './table.ts';

const REASONS: Readonly<Record<string, string>> = {
  decommissioned: 'decommissioned',
  updating: 'being updated already',
  already_current: 'run it already',
  newer_version: 'run a newer version',
  offline: 'out of contact',
};

/** Who would get a version, in which waves, and who not and why. */
export function planText(plan: FirmwarePlan): string {
  const { target_version, target_count, excluded, excluded_count, waves, targets, warnings } = plan;
  const left = excluded.map(({ reason, count }) => `${count} ${REASONS[reason] ?? reason}`).join(', ');
  const leftOut = excluded_count === 0 ? '' : ` Left out: ${left}.`;
  if (target_count === 0) return `No device would get firmware ${target_version}.${leftOut}`;
  const minutes = Math.ceil(plan.estimated_duration_seconds / 60);
  const sizes = waves.map(({ devices }) => devices).join(', then ');
  return [
    `Firmware ${target_version} for ${plural(target_count, 'device')}, ${sizes} at a time, in about ${minutes} min.${leftOut}`,
    table(
      ['Wave', 'Device', 'Name', 'Runs now'],
      targets.map(({ wave, device_id, name, firmware_version }) => [String(wave), device_id, name, firmware_version]),
      target_count,
    ),
    ...warnings.map(({ text, count }) => `  Mind (${plural(count, 'device')}): ${text}`),
  ].join('\n');
}

/** How a roll-out stands. */
export function rolloutText(rollout: Rollout): string {
  const { rollout_id, status, target_version, devices, completed, failures, note, undelivered } = rollout;
  const failed = rollout.failed + rollout.timed_out;
  const open = rollout.waiting + rollout.queued + rollout.in_progress;
  const state = status === 'running' ? 'is under way' : status === 'completed' ? 'has ended' : `is ${status}`;
  const more = rollout.more_failures === undefined ? [] : [`  and ${rollout.more_failures} more`];
  return [
    `The roll-out of ${target_version} ${state} (${rollout_id}): ${completed} of ${plural(devices, 'device')} updated, ${failed} failed, ${open} to go${rollout.cancelled === 0 ? '' : `, ${rollout.cancelled} not begun`}.`,
    ...(note === undefined ? [] : [note]),
    ...failures.map(({ device_id, error }) => `  ${device_id}: ${error}`),
    ...more,
    ...(undelivered === undefined ? [] : [undelivered]),
    ...(open > 0 ? [`"nexus call get_firmware_rollout" shows how it goes on.`] : []),
  ].join('\n');
}
