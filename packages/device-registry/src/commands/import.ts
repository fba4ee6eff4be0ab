import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { NexusError } from '@nexus/models';
import type { Command, CommandContext } from '@nexus/server-kit';
import type { Deps } from '../deps.ts';
import type { ImportReport, InventoryFault } from '../store/store.ts';
import { DEVICE_COLUMNS, deviceOf, type RowRecord, ZONE_COLUMNS, zoneOf } from './inventory-table.ts';
import type { Table, TableColumns, TableRow } from './read-table.ts';

const MAX_PRINTED = 100;
const EMPTY: Source = { file: '', rows: [], records: [], faults: [] };

/** One of the two files, read. */
interface Source {
  readonly file: string;
  readonly rows: readonly TableRow[];
  readonly records: readonly RowRecord[];
  readonly faults: Table['faults'];
}

interface FileFault {
  readonly file: string;
  readonly line: number;
  readonly field?: string;
  readonly message: string;
}

export const importCommand: Command<Deps> = {
  name: 'import',
  description: 'Adds and updates zones and devices from CSV files: all of them or, when a row is bad, none.',
  usage: '--zones zones.csv --devices devices.csv',
  options: {
    zones: { type: 'string', description: 'CSV file of zones; its columns are the field names.' },
    devices: { type: 'string', description: 'CSV file of devices; its columns are the field names.' },
    reason: { type: 'string', description: 'Why, for the audit trail.' },
    json: { type: 'boolean', description: 'Report as one JSON object.' },
  },
  positionals: false,
  async run({ options }, context) {
    const { deps, time, signal } = context;
    if (typeof options['zones'] !== 'string' && typeof options['devices'] !== 'string') {
      throw new NexusError('invalid_argument', 'There is nothing to import.', {
        hint: 'Name a file with --zones, with --devices, or both.',
      });
    }
    if (deps.readOnly) throw new NexusError('permission_denied', 'The registry is read-only; nothing was imported.');
    const zones = await readSource(options['zones'], ZONE_COLUMNS, zoneOf);
    const devices = await readSource(options['devices'], DEVICE_COLUMNS, (row) => deviceOf(row, time));

    const checked = await deps.store.checkInventory({
      zones: zones.records.map(({ record }) => record),
      devices: devices.records.map(({ record }) => record),
    });
    const faults = [
      ...faultsOf(
        zones,
        checked.faults.filter(({ kind }) => kind === 'zone'),
      ),
      ...faultsOf(
        devices,
        checked.faults.filter(({ kind }) => kind === 'device'),
      ),
    ];
    if (faults.length > 0) {
      printFaults(faults, options['json'] === true, context);
      return 1;
    }
    signal.throwIfAborted();
    const files = [zones.file, devices.file].filter((file) => file !== '');
    const report = await deps.store.importInventory(checked.inventory, {
      actor: 'command line',
      at_ms: time.nowMs(),
      reason: typeof options['reason'] === 'string' ? options['reason'] : `import of ${files.join(' and ')}`,
    });
    context.print(options['json'] === true ? JSON.stringify({ imported: true, ...report }) : summary(report));
    return 0;
  },
};

async function readSource(
  path: string | boolean | undefined,
  columns: TableColumns,
  recordOf: (row: TableRow) => RowRecord,
): Promise<Source> {
  if (typeof path !== 'string') return EMPTY;
  const { readTable } = await import('./read-table.ts');
  const { rows, faults } = readTable(await read(path), columns);
  const records = rows.map(recordOf);
  return { file: basename(path), rows, records, faults: [...faults, ...records.flatMap((record) => record.faults)] };
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new NexusError(
      missing ? 'not_found' : 'unavailable',
      `${path} ${missing ? 'does not exist' : 'cannot be read'}.`,
      {
        hint: 'Nothing was imported.',
        cause,
      },
    );
  }
}

function faultsOf({ file, rows, faults }: Source, found: readonly InventoryFault[]): FileFault[] {
  const inRecords = found.map(({ index, field, message, repeats }): FileFault => {
    const first = repeats === undefined ? undefined : rows[repeats]?.line;
    return {
      file,
      line: rows[index]?.line ?? 0,
      field: field === 'last_seen_ms' ? 'last_seen' : field,
      message: first === undefined ? message : `${message}, first on line ${first}`,
    };
  });
  return [...faults.map((fault) => ({ file, ...fault })), ...inRecords].sort((a, b) => a.line - b.line);
}

function printFaults(faults: readonly FileFault[], asJson: boolean, out: CommandContext<Deps>): void {
  const rows = new Set(faults.map(({ file, line }) => `${file}:${line}`)).size;
  const named = faults.slice(0, MAX_PRINTED);
  if (asJson) {
    out.print(JSON.stringify({ imported: false, fault_count: faults.length, bad_row_count: rows, faults: named }));
    return;
  }
  for (const { file, line, field, message } of named) {
    out.print(`${file}:${line}: ${field === undefined ? '' : `${field} `}${message}`);
  }
  if (faults.length > named.length) out.print(`… and ${faults.length - named.length} more`);
  out.print(`Nothing was imported: ${count(faults.length, 'fault')} in ${count(rows, 'row')}.`);
}

function summary(report: ImportReport): string {
  const part = (name: string, added: number, updated: number, unchanged: number) =>
    `${name}: ${added} added, ${updated} updated, ${unchanged} unchanged`;
  return [
    part('Zones', report.zones_added, report.zones_updated, report.zones_unchanged),
    part('Devices', report.devices_added, report.devices_updated, report.devices_unchanged),
  ].join('. ');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
