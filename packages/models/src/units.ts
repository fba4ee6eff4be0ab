import { NexusError } from './errors.ts';
import { METRICS, isKnownMetric } from './metrics.ts';
import { cleanText } from './text.ts';
import { type Scale, UNIT_TABLE } from './unit-table.ts';

interface Quantity {
  readonly units: readonly string[];
  readonly scaleOf: (spelling: string) => Scale | undefined;
}

let allQuantities: readonly Quantity[] | undefined;

/** Made at the first need, as the names of the metrics are. */
function quantities(): readonly Quantity[] {
  allQuantities ??= Object.values(UNIT_TABLE).map(quantity);
  return allQuantities;
}

/** @throws {NexusError} `invalid_argument` for units that are unknown or measure different things, and for NaN and infinities. */
export function convertUnit(value: number, from: string, to: string): number {
  if (!Number.isFinite(value)) throw new NexusError('invalid_argument', 'The value is not a finite number.');
  for (const { scaleOf } of quantities()) {
    const source = scaleOf(from);
    const target = scaleOf(to);
    if (source && target) return rescale(value, source, target);
  }
  const message = `There is no conversion from "${cleanText(from, 32)}" to "${cleanText(to, 32)}".`;
  throw new NexusError('invalid_argument', message, { hint: acceptedUnits(to) });
}

/**
 * A value in the unit in which its metric is kept.
 *
 * A known metric (named as `resolveMetric` names it) without a unit is taken to be in its own; any other metric keeps
 * value and unit, the unit cleaned and `''` when there is none.
 *
 * @throws {NexusError} `invalid_argument` for a unit that a known metric cannot have, and for NaN and infinities.
 */
export function toMetricUnit(metric: string, value: number, unit: string | undefined): { value: number; unit: string } {
  if (!Number.isFinite(value)) throw new NexusError('invalid_argument', 'The value is not a finite number.');
  if (!isKnownMetric(metric)) return { value, unit: cleanText(unit ?? '', 32) };
  const own = METRICS[metric].unit;
  if (unit === undefined || unit === own || unit.trim() === '') return { value, unit: own };
  const scaleOf = quantities().find(({ units }) => units.includes(own))?.scaleOf;
  const source = scaleOf?.(unit);
  const target = scaleOf?.(own);
  if (source && target) return { value: rescale(value, source, target), unit: own };
  throw new NexusError('invalid_argument', `"${cleanText(unit, 32)}" is not a unit of ${metric}.`, {
    hint: acceptedUnits(own),
  });
}

function acceptedUnits(unit: string): string {
  const units = quantities().find(({ scaleOf }) => scaleOf(unit))?.units ?? quantities().flatMap(({ units }) => units);
  return `Accepted units: ${[...new Set(units)].join(', ')}.`;
}

function rescale(value: number, from: Scale, to: Scale): number {
  if (from.factor === to.factor && from.shift === to.shift) return value;
  const result = shifted((shifted(value, from.shift) * from.factor) / to.factor, -to.shift);
  if (!Number.isFinite(result)) throw new NexusError('invalid_argument', 'The converted value is too large.');
  return Number(result.toPrecision(12));
}

// 273.1501 − 273.15 leaves noise that 12 significant digits would keep.
function shifted(value: number, shift: number): number {
  return shift === 0 ? value : Number((value + shift).toFixed(9)) + 0;
}

function quantity(table: Readonly<Record<string, Scale>>): Quantity {
  const exact = new Map<string, Scale>();
  const capitals = new Map<string, Scale>();
  const caseless = new Map<string, Scale | undefined>();
  for (const [unit, scale] of Object.entries(table)) {
    for (const spelling of [unit, ...scale.spellings]) {
      const text = canonical(spelling);
      exact.set(text, scale);
      if (/^\p{Lu}/u.test(text)) capitals.set(text.toUpperCase(), scale);
      const lower = text.toLowerCase();
      // `mw` may be milliwatt or megawatt and is refused; a capital M, as in `MWH`, always means mega.
      caseless.set(lower, caseless.has(lower) && caseless.get(lower) !== scale ? undefined : scale);
    }
  }
  return {
    units: Object.keys(table),
    scaleOf(spelling) {
      const known = table[spelling];
      if (known && Object.hasOwn(table, spelling)) return known;
      const text = canonical(spelling.slice(0, 64));
      return exact.get(text) ?? capitals.get(text) ?? caseless.get(text.toLowerCase());
    },
  };
}

/** NFKC makes µ U+00B5 and μ U+03BC one letter, ℃ into °C and ³ into 3. */
function canonical(spelling: string): string {
  return spelling
    .replace(/[º˚]/gu, '°')
    .normalize('NFKC')
    .replace(/\s+per\s+/giu, '/')
    .replace(/[\s_^.·[\]{}()-]+/gu, '')
    .replace(/^deg(?:rees?)?(?=.)/iu, '°')
    .replace(/^(?:u|mc)g\//iu, 'μg/');
}
