import { DeviceReport } from '../domain/firmware/report.ts';
import type { JobOrder } from '../store/store.ts';

const MAX_BYTES = 4_096;

/** An order on the wire. */
export function orderText({ execution_id, target_version }: JobOrder): string {
  return JSON.stringify({ execution_id, target_version });
}

/** A device's report; `undefined` for what is none, however it came about. */
export function readReport(payload: Uint8Array): DeviceReport | undefined {
  return DeviceReport.safeParse(readJson(payload)).data;
}

/** The execution of an order that the broker holds. */
export function executionOf(payload: Uint8Array): string | undefined {
  return DeviceReport.pick({ execution_id: true }).safeParse(readJson(payload)).data?.execution_id;
}

function readJson(payload: Uint8Array): unknown {
  if (payload.byteLength > MAX_BYTES) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    return undefined; // a device may send anything
  }
}
