import { detectAnomalies } from './detect-anomalies.ts';
import { getEnergyReport } from './get-energy-report.ts';
import { getLatestReadings } from './get-latest-readings.ts';
import { getStatistics } from './get-statistics.ts';
import { getTimeSeries } from './get-time-series.ts';
import { getZoneSnapshot } from './get-zone-snapshot.ts';
import { listMetrics } from './list-metrics.ts';

export const tools = [
  listMetrics,
  getLatestReadings,
  getZoneSnapshot,
  getTimeSeries,
  getStatistics,
  detectAnomalies,
  getEnergyReport,
];
