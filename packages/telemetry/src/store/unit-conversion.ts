import { convertUnit, isKnownMetric, toMetricUnit } from '@nexus/models';

/** How values that arrive in one unit become values of a series. */
export interface UnitConversion {
  /** Of the series. */
  readonly unit: string;
  /** Absent when values stay as they are. Throws `NexusError` for a result that is too large. */
  readonly convert?: (value: number) => number;
}

/**
 * Known metrics have the unit of the platform; any other series keeps the unit that its first reading brought.
 *
 * @param kept The unit of the series, when it exists.
 * @throws {NexusError} `invalid_argument` for a unit that does not fit.
 */
export function unitConversion(metric: string, given: string, kept: string | undefined): UnitConversion {
  if (isKnownMetric(metric)) {
    return conversion(toMetricUnit(metric, 1, given).unit, (value) => toMetricUnit(metric, value, given).value);
  }
  const { unit } = toMetricUnit(metric, 1, given);
  if (kept === undefined || unit === kept || unit === '') return { unit: kept ?? unit };
  return conversion(kept, (value) => convertUnit(value, unit, kept));
}

/** Conversions are straight lines, so one that leaves 0 and 1 in place changes nothing. */
function conversion(unit: string, convert: (value: number) => number): UnitConversion {
  return convert(0) === 0 && convert(1) === 1 ? { unit } : { unit, convert };
}
