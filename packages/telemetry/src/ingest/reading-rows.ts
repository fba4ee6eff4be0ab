import { type BuildingTime, cleanText, nearest, NexusError, Quality, resolveMetric } from '@nexus/models';
import { readingFault, reasonOf } from '../store/reading-check.ts';
import type { Reading, SeriesInfo } from '../store/index.ts';
import { type UnitConversion, unitConversion } from '../store/unit-conversion.ts';
import type { CsvRecord } from './csv-records.ts';
import { RowTimestamps } from './row-timestamp.ts';

const REQUIRED = ['device_id', 'metric', 'timestamp', 'value'] as const;
const COLUMNS = [...REQUIRED, 'unit', 'quality'] as const;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

export interface GoodRow {
  readonly line: number;
  /** As the file has it; the store converts. */
  readonly reading: Reading;
  /** `°F to °C`, when the value changes on the way in. */
  readonly conversion?: string;
}

export interface BadRow {
  readonly line: number;
  readonly fault: string;
}

/** Turns the records of a file into readings, by the same rules as the store, whose series it knows. */
export class ReadingRows {
  readonly #timestamps: RowTimestamps;
  readonly #units = new Map<string, string>();
  readonly #metrics = new Map<string, string>();
  readonly #conversions = new Map<string, UnitConversion>();
  readonly #columns: readonly number[];
  readonly #width: number;

  /** @throws {NexusError} `invalid_argument` for a header without the columns that are needed. */
  constructor(header: CsvRecord | undefined, known: readonly SeriesInfo[], time: BuildingTime) {
    const names = header?.cells.map((name) => name.trim().toLowerCase()) ?? [];
    checkHeader(names);
    this.#width = names.length;
    this.#columns = COLUMNS.map((column) => names.indexOf(column));
    this.#timestamps = new RowTimestamps(time);
    for (const { device_id, metric, unit } of known) this.#units.set(seriesKey(device_id, metric), unit);
  }

  read({ line, cells }: CsvRecord): GoodRow | BadRow {
    if (cells.length !== this.#width) {
      return { line, fault: `has ${cells.length} cells, the header ${this.#width}` };
    }
    try {
      return this.#row(line, cells);
    } catch (error) {
      return { line, fault: reasonOf(error) };
    }
  }

  #row(line: number, cells: readonly string[]): GoodRow | BadRow {
    const [device_id = '', metricText = '', timestamp = '', valueText = '', unit = '', qualityText = ''] =
      this.#columns.map((column) => cells[column]?.trim() ?? '');
    const fault = (message: string) => ({ line, fault: message });
    const quality = Quality.safeParse(qualityText === '' ? 'good' : qualityText.toLowerCase());
    if (!quality.success)
      return fault(`quality "${cleanText(qualityText, 40)}" is none of ${Quality.options.join(', ')}`);
    const timestamp_ms = this.#timestamps.read(timestamp);
    if (timestamp_ms === undefined) {
      return fault(`timestamp "${cleanText(timestamp, 40)}" is neither RFC 3339 nor YYYY-MM-DD HH:MM:SS`);
    }
    if (valueText === '' && quality.data !== 'missing')
      return fault('value is empty; such a row has the quality missing');
    if (valueText !== '' && !NUMBER.test(valueText)) return fault(`value "${cleanText(valueText, 40)}" is no number`);
    const value = valueText === '' ? null : Number(valueText);
    const reading = {
      device_id: cleanText(device_id),
      metric: metricText,
      timestamp_ms,
      value,
      unit,
      quality: quality.data,
    };
    const refused = readingFault(reading);
    if (refused !== undefined) return fault(refused);
    const { unit: kept_unit, convert } = this.#conversion(reading);
    if (value !== null) convert?.(value);
    return { line, reading, ...(convert ? { conversion: `${cleanText(unit, 20)} to ${kept_unit}` } : {}) };
  }

  #conversion({ device_id, metric: text, unit }: Reading): UnitConversion {
    const metric = this.#metrics.get(text) ?? resolveMetric(text);
    this.#metrics.set(text, metric);
    const key = seriesKey(device_id, metric);
    const kept = this.#units.get(key);
    const spelling = JSON.stringify([metric, unit, kept]);
    const conversion = this.#conversions.get(spelling) ?? unitConversion(metric, unit, kept);
    this.#conversions.set(spelling, conversion);
    this.#units.set(key, conversion.unit);
    return conversion;
  }
}

function checkHeader(names: readonly string[]): void {
  if (names.length === 1 && /[;\t|]/.test(names[0] ?? '')) {
    throw new NexusError('invalid_argument', 'The columns must be separated by commas.', {
      hint: 'Save it as CSV with commas, and numbers with a decimal point.',
    });
  }
  const missing = REQUIRED.filter((column) => !names.includes(column));
  const unknown = names.filter((name) => !COLUMNS.some((column) => column === name));
  const twice = names.filter((name, i) => names.indexOf(name) < i);
  if (missing.length + unknown.length + twice.length === 0) return;
  const faults = [
    ...missing.map((name) => `column ${name} is missing`),
    ...unknown.map((name) => {
      const [candidate] = nearest(name, COLUMNS, 1);
      return `unknown column "${cleanText(name, 40)}"${candidate === undefined ? '' : `, perhaps ${candidate}`}`;
    }),
    ...twice.map((name) => `column ${cleanText(name, 40)} stands twice`),
  ];
  throw new NexusError(
    'invalid_argument',
    `The first line is no header of readings: ${faults.slice(0, 10).join('; ')}.`,
    {
      hint: 'It must be: device_id,metric,timestamp,value and, if you like, unit,quality.',
    },
  );
}

function seriesKey(device_id: string, metric: string): string {
  return JSON.stringify([device_id, metric]);
}
