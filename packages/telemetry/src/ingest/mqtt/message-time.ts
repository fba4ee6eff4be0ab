const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:[Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
/** Seconds stay below it until the year 5138; milliseconds are above it since 1973. */
const SECONDS_BELOW = 100_000_000_000;
const MAX_MS = 253_402_300_799_999;

/** How a timestamp is written. `auto` tells Unix seconds from milliseconds by their size. */
export const TIME_FORMATS = ['auto', 'rfc3339', 'unix', 'unix_ms'] as const;
export type TimeFormat = (typeof TIME_FORMATS)[number];

/** Unix ms of a timestamp in a message, or `undefined` for what is none. Texts need an offset: a device's zone is unknown. */
export function timestampMs(given: unknown, format: TimeFormat = 'auto'): number | undefined {
  if (typeof given === 'string') {
    if (format !== 'unix' && format !== 'unix_ms') {
      const ms = rfc3339Ms(given);
      if (ms !== undefined || format === 'rfc3339') return ms;
    }
    return /^\d{1,16}(\.\d{1,9})?$/.test(given) ? unixMs(Number(given), format) : undefined;
  }
  return typeof given === 'number' && format !== 'rfc3339' ? unixMs(given, format) : undefined;
}

function unixMs(given: number, format: TimeFormat): number | undefined {
  const isSeconds = format === 'unix' || (format === 'auto' && given < SECONDS_BELOW);
  const ms = Math.round(isSeconds ? given * 1000 : given);
  return ms >= 0 && ms <= MAX_MS ? ms : undefined;
}

function rfc3339Ms(text: string): number | undefined {
  const [, year, month, day] = RFC_3339.exec(text) ?? [];
  if (day === undefined) return undefined;
  // `Date` takes the 30th of February for the 2nd of March.
  if (Number(day) > 28 && Number(day) > new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()) {
    return undefined;
  }
  const ms = Date.parse(text);
  return ms >= 0 && ms <= MAX_MS ? ms : undefined;
}
