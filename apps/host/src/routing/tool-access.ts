import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import type { ServerTarget } from '../servers/server-target.ts';

/** What a tool may do: nothing, change something, or change something beyond repair. */
export type ToolAccess = 'read' | 'write' | 'destroy';

/** What the platform's own tools do, whatever a server of theirs says of itself. */
export const KNOWN_ACCESS: Readonly<Record<string, ToolAccess>> = {
  acknowledge_alert: 'write',
  approve_dynamic_tool: 'write',
  call_dynamic_tool: 'read',
  cancel_firmware_job: 'write',
  control_firmware_rollout: 'write',
  create_alert_rule: 'write',
  detect_anomalies: 'read',
  get_alert_history: 'read',
  get_alert_rules: 'read',
  get_device: 'read',
  get_energy_report: 'read',
  get_firmware_jobs: 'read',
  get_firmware_rollout: 'read',
  get_ingest_status: 'read',
  get_latest_readings: 'read',
  get_offline_devices: 'read',
  get_statistics: 'read',
  get_time_series: 'read',
  get_zone_snapshot: 'read',
  initiate_firmware_update: 'destroy',
  list_active_alerts: 'read',
  list_devices: 'read',
  list_dynamic_tools: 'read',
  list_metrics: 'read',
  list_zones: 'read',
  plan_firmware_rollout: 'read',
  register_dynamic_tool: 'write',
  reject_dynamic_tool: 'write',
  remove_dynamic_tool: 'destroy',
  shelve_alert: 'write',
  start_firmware_rollout: 'destroy',
  test_alert_rule: 'read',
  update_alert_rule: 'write',
  update_device_status: 'write',
};

const RANK: readonly ToolAccess[] = ['read', 'write', 'destroy'];

/**
 * What a call of a tool may do.
 *
 * Our own list decides, and what the server says of the tool can only raise it. A server that is trusted is believed
 * about tools that the list does not name; one that is not is taken to write, unless its entry in the server file
 * (`access`) says otherwise.
 */
export function accessOf(tool: Tool, target: Pick<ServerTarget, 'trusted' | 'access'>): ToolAccess {
  const claimed = claimedAccess(tool);
  if (target.trusted === true) return highest(own(KNOWN_ACCESS, tool.name) ?? claimed, claimed);
  const configured = own(target.access, tool.name);
  if (configured === undefined) return highest('write', claimed);
  const { readOnlyHint, destructiveHint } = tool.annotations ?? {};
  return destructiveHint === true && readOnlyHint !== true ? 'destroy' : configured;
}

/** A tool that does not say that it only reads is taken to write, and one that says nothing to destroy. */
function claimedAccess({ annotations }: Tool): ToolAccess {
  if (annotations?.readOnlyHint === true) return 'read';
  return annotations?.destructiveHint === false ? 'write' : 'destroy';
}

function own(record: Readonly<Record<string, ToolAccess>> | undefined, name: string): ToolAccess | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

function highest(a: ToolAccess, b: ToolAccess): ToolAccess {
  return RANK.indexOf(a) > RANK.indexOf(b) ? a : b;
}
