import { cleanText, nearest } from '@nexus/models';
import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';

export interface TableColumns {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

export interface TableRow {
  /** Where the row begins, from 1. */
  readonly line: number;
  /** By column; blank cells are absent. */
  readonly cells: ReadonlyMap<string, string>;
}

export interface TableFault {
  readonly line: number;
  readonly field?: string;
  readonly message: string;
}

export interface Table {
  readonly rows: readonly TableRow[];
  readonly faults: readonly TableFault[];
}

interface Line {
  readonly line: number;
  readonly values: readonly string[];
}

/** Reads a CSV file with a header (RFC 4180, UTF-8, any line ends); a fault of the header leaves the rows unread. */
export function readTable(bytes: Uint8Array, columns: TableColumns): Table {
  const text = decode(bytes);
  if (text === undefined) return { rows: [], faults: [{ line: 1, message: 'the file is not UTF-8 text' }] };
  // The parser would count the two characters of a line end within quotes as two lines.
  const { lines, faults } = split(text.replace(/\r\n?/g, '\n'));
  const [header, ...body] = lines;
  if (header === undefined) {
    return { rows: [], faults: faults.length > 0 ? faults : [{ line: 1, message: 'the file is empty' }] };
  }
  const names = header.values.map((name) => name.trim());
  const wrong = headerFaults(names, columns).map((message) => ({ line: header.line, message }));
  if (wrong.length > 0) return { rows: [], faults: wrong };
  const uneven = body.filter(({ values }) => values.length !== names.length);
  return {
    rows: body
      .filter(({ values }) => values.length === names.length)
      .map(({ line, values }) => ({ line, cells: cellsOf(names, values) })),
    faults: [
      ...uneven.map(({ line, values }) => ({
        line,
        message: `has ${values.length} cell(s), the header ${names.length}`,
      })),
      ...faults,
    ],
  };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined; // a TypeError says no more than that
  }
}

/** The records with the lines on which they begin, up to the first that is no CSV. */
function split(text: string): { lines: Line[]; faults: TableFault[] } {
  const lines: Line[] = [];
  let before = 0;
  try {
    parse(text, {
      relax_column_count: true,
      on_record: (record: string[], { lines: end }) => {
        if (record.length > 1 || record[0]?.trim() !== '') lines.push({ line: before + 1, values: record });
        before = end;
        return null;
      },
    });
    return { lines, faults: [] };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const message = `is no CSV (${cleanText(error.message, 120)}); what follows was not read`;
    return { lines, faults: [{ line: before + 1, message }] };
  }
}

function headerFaults(names: readonly string[], { required, optional }: TableColumns): string[] {
  const known = [...required, ...optional];
  if (names.length === 1 && names[0] !== undefined && /[;\t|]/.test(names[0])) {
    return ['the columns must be separated by commas'];
  }
  const unknown = names.filter((name) => !known.includes(name));
  return [
    ...unknown.map((name) => {
      const [candidate] = nearest(name, known, 1);
      const shown = cleanText(name, 40);
      return `unknown column "${shown}"${candidate === undefined ? '' : `; did you mean ${candidate}?`}`;
    }),
    ...names.filter((name, i) => names.indexOf(name) < i).map((name) => `column ${cleanText(name, 40)} stands twice`),
    ...required.filter((name) => !names.includes(name)).map((name) => `column ${name} is missing`),
  ];
}

function cellsOf(names: readonly string[], values: readonly string[]): Map<string, string> {
  return new Map(
    names.flatMap((name, i) => {
      const value = values[i]?.trim() ?? '';
      return value === '' ? [] : [[name, value] as const];
    }),
  );
}
