import { deviceSummary } from './device-summary.ts';
import { seriesCsv } from './series-csv.ts';
import { seriesSvg } from './series-svg.ts';

export const resources = [deviceSummary, seriesCsv, seriesSvg];
