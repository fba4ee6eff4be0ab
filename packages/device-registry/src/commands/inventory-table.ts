import { type BuildingTime, NexusError } from '@nexus/models';
import type { TableColumns, TableFault, TableRow } from './read-table.ts';

const MAX_CLOCK_ERROR_MS = 5 * 60_000;
const PLAIN_NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

export const ZONE_COLUMNS: TableColumns = {
  required: ['zone_id', 'name', 'building', 'floor', 'area_sqm'],
  optional: ['description', 'device_count'],
};

export const DEVICE_COLUMNS: TableColumns = {
  required: [
    'device_id',
    'name',
    'device_type',
    'zone_id',
    'mac_address',
    'firmware_version',
    'hardware_revision',
    'manufacturer',
    'model_number',
  ],
  optional: ['building', 'floor', 'ip_address', 'status', 'last_seen', 'metadata'],
};

/** A row as a record of unknown shape, whose check is the registry's, and what is wrong with the row as a text. */
export interface RowRecord {
  readonly record: Readonly<Record<string, unknown>>;
  readonly faults: readonly TableFault[];
}

/** The number of devices is counted, so a column of an exported list that gives it is passed over. */
export function zoneOf({ cells }: TableRow): RowRecord {
  return {
    record: {
      ...textsOf(cells, ['zone_id', 'name', 'building', 'description']),
      ...numbersOf(cells, ['floor', 'area_sqm']),
    },
    faults: [],
  };
}

export function deviceOf({ cells, line }: TableRow, time: BuildingTime): RowRecord {
  const faults: TableFault[] = [];
  const read = (column: string, field: string, convert: (text: string) => unknown) => {
    const text = cells.get(column);
    if (text === undefined) return {};
    try {
      return { [field]: convert(text) };
    } catch (error) {
      if (!NexusError.is(error)) throw error;
      faults.push({ line, field: column, message: error.message });
      return {};
    }
  };
  return {
    record: {
      ...textsOf(cells, [...DEVICE_COLUMNS.required, 'building', 'ip_address']),
      ...numbersOf(cells, ['floor']),
      ...read('status', 'status', settableStatus),
      ...read('last_seen', 'last_seen_ms', (text) => past(text, time)),
      ...read('metadata', 'metadata', json),
    },
    faults,
  };
}

function settableStatus(text: string): string {
  if (text !== 'updating') return text;
  throw new NexusError('invalid_argument', 'is updating, which only a firmware job sets');
}

function past(text: string, time: BuildingTime): number {
  const ms = time.parse(text);
  if (ms <= time.nowMs() + MAX_CLOCK_ERROR_MS) return ms;
  throw new NexusError('invalid_argument', `is ${time.iso(ms)}, which is in the future`);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NexusError('invalid_argument', 'is no JSON object such as {"serial": "A1"}', { cause });
  }
}

function textsOf(cells: TableRow['cells'], columns: readonly string[]): Record<string, string> {
  return Object.fromEntries([...cells].filter(([column]) => columns.includes(column)));
}

/** A text that is no plain number becomes NaN, which the check refuses by name. */
function numbersOf(cells: TableRow['cells'], columns: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    Object.entries(textsOf(cells, columns)).map(([column, text]) => [
      column,
      PLAIN_NUMBER.test(text) ? Number(text) : NaN,
    ]),
  );
}
