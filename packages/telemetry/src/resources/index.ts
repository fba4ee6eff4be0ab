import { deviceSummary } from './device-summary.ts';
import { seriesCsv } from './series-csv.ts';

export const resources = [deviceSummary, seriesCsv];
