import { type BuildingTime, Instant } from '@nexus/models';
import * as z from 'zod';
import { EXCLUSION_REASONS, WARNING_KINDS } from '../domain/firmware/plan.ts';
import type { StoredPlan } from '../store/store.ts';

const MAX_TARGETS = 30;
const MAX_NAMED = 10;

const PlannedDevice = z.object({ device_id: z.string(), name: z.string(), firmware_version: z.string() });

export const Plan = z.object({
  plan_id: z.string().describe('For start_firmware_rollout, once.'),
  digest: z.string(),
  expires_at: Instant,
  target_version: z.string(),
  max_failure_pct: z.number(),
  target_count: z.int(),
  excluded_count: z.int(),
  waves: z.array(z.object({ wave: z.int().describe('From 1.'), devices: z.int() })),
  targets: z.array(PlannedDevice.extend({ wave: z.int() })).describe('The first of them.'),
  excluded: z.array(
    z.object({
      reason: z.enum(EXCLUSION_REASONS),
      count: z.int(),
      devices: z.array(PlannedDevice).describe('The first of them.'),
    }),
  ),
  warnings: z.array(
    z.object({
      kind: z.enum(WARNING_KINDS),
      text: z.string(),
      count: z.int(),
      device_ids: z.array(z.string()).describe('The first of them.'),
    }),
  ),
  estimated_duration_seconds: z.int().describe('The devices of a wave side by side.'),
  all_devices: z.string().optional().describe('Resource that names those left out here.'),
});

const WARNINGS: Readonly<Record<(typeof WARNING_KINDS)[number], string>> = {
  only_sensor: 'The only sensor of its type in a zone where people are counted: the zone is blind while it updates.',
  error_status: 'The device has the status error.',
  unreadable_version: 'What it runs is no semantic version, so whether the target is newer is not known.',
  mixed_types: 'The devices are of several types: check that this firmware is for all of them.',
};

export function describePlan(stored: StoredPlan, time: BuildingTime): z.infer<typeof Plan> {
  const { plan_id, digest, target_version, max_failure_pct, plan } = stored;
  const { targets, excluded, wave_sizes, warnings, estimated_duration_seconds } = plan;
  const byReason = EXCLUSION_REASONS.flatMap((reason) => {
    const devices = excluded.filter((one) => one.reason === reason);
    const named = devices.slice(0, MAX_NAMED).map(({ device_id, name, firmware_version }) => {
      return { device_id, name, firmware_version };
    });
    return devices.length === 0 ? [] : [{ reason, count: devices.length, devices: named }];
  });
  const isCut = targets.length > MAX_TARGETS || byReason.some(({ count }) => count > MAX_NAMED);
  return {
    plan_id,
    digest,
    expires_at: time.iso(stored.expires_ms),
    target_version,
    max_failure_pct,
    target_count: targets.length,
    excluded_count: excluded.length,
    waves: wave_sizes.map((devices, wave) => ({ wave: wave + 1, devices })),
    targets: targets.slice(0, MAX_TARGETS).map(({ device_id, name, firmware_version, wave }) => {
      return { device_id, name, firmware_version, wave: wave + 1 };
    }),
    excluded: byReason,
    warnings: warnings.map(({ kind, device_ids }) => {
      return { kind, text: WARNINGS[kind], count: device_ids.length, device_ids: device_ids.slice(0, MAX_NAMED) };
    }),
    estimated_duration_seconds,
    ...(isCut && { all_devices: planUri(plan_id) }),
  };
}

function planUri(planId: string): string {
  return `firmware://plans/${encodeURIComponent(planId)}`;
}
