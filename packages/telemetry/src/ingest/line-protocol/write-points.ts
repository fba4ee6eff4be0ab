import type { Reading } from '../../store/index.ts';
import type { DeviceHint, Intake, Rejection } from '../delivery.ts';
import { parsePoints } from './parse-points.ts';
import { readingsOf } from './point-readings.ts';
import type { ToMs } from './timestamp.ts';

/** Of a delivery; parsing so many does not keep others waiting. */
const MAX_DELIVERED = 5_000;
/** Then it is no line protocol, and not worth reading on. */
const MAX_BAD_LINES = 10_000;
const MAX_NAMED = 20;
const WITHOUT_DEVICE = 'it has none of the tags device_id, device, sensor, entity_id and host';

/** What could not be stored of a body; the rest is stored. */
export interface WriteReport {
  readonly refused: number;
  /** The first 20. */
  readonly lines: readonly { readonly line: number; readonly fault: string }[];
}

/**
 * Stores the points of a body, piece by piece at the pace of the intake.
 *
 * @param source Where they came from.
 * @throws {NexusError} `unavailable` when it could not go on; what was stored is replaced when all is sent again.
 */
export async function writePoints(
  text: string,
  { toMs, intake, source, now_ms }: { toMs: ToMs; intake: Intake; source: string; now_ms: number },
): Promise<WriteReport> {
  const faults: { line: number; fault: string }[] = [];
  let refused = 0;
  let piece = new Piece();
  const refuse = (line: number, fault: string) => {
    refused += 1;
    if (faults.length < MAX_NAMED) faults.push({ line, fault });
  };
  const put = async () => {
    const { lines, readings, rejections, devices } = piece;
    if (readings.length + rejections.length === 0) return;
    piece = new Piece();
    await intake.whenRoomy();
    await intake.put({
      origin: 'line_protocol',
      source,
      readings,
      rejections,
      devices: [...devices.values()],
      isRetained: false,
      onRefused: (index, reason) => refuse(lines[index] ?? 0, reason),
    });
  };
  for (const one of parsePoints(text, toMs)) {
    const found = 'fault' in one ? undefined : readingsOf(one, now_ms);
    if (found === undefined) {
      const fault = 'fault' in one ? one.fault : WITHOUT_DEVICE;
      refuse(one.line, fault);
      piece.rejections.push({ reason: fault, payload: 'fault' in one ? one.text : JSON.stringify(one) });
    } else {
      for (const reading of found.readings) {
        piece.readings.push(reading);
        piece.lines.push(one.line);
      }
      piece.rejections.push(...found.rejections);
      const { device } = found;
      if (device.building !== undefined) piece.devices.set(device.device_id, device);
    }
    if (refused >= MAX_BAD_LINES) {
      refuse(one.line, `after ${MAX_BAD_LINES} bad lines the rest was not read`);
      break;
    }
    if (piece.readings.length + piece.rejections.length >= MAX_DELIVERED) await put();
  }
  await put();
  return { refused, lines: faults };
}

/** What is delivered together. */
class Piece {
  readonly readings: Reading[] = [];
  /** Of each reading. */
  readonly lines: number[] = [];
  readonly rejections: Rejection[] = [];
  readonly devices = new Map<string, DeviceHint>();
}
