import { offloaded } from '../offload/offloaded.ts';
import { weighEnergy, weighSeries } from '../offload/weights.ts';
import { detectAnomalies } from './detect-anomalies.ts';
import { getEnergyReport } from './get-energy-report.ts';
import { getIngestStatus } from './get-ingest-status.ts';
import { getLatestReadings } from './get-latest-readings.ts';
import { getStatistics } from './get-statistics.ts';
import { getTimeSeries } from './get-time-series.ts';
import { getZoneSnapshot } from './get-zone-snapshot.ts';
import { listMetrics } from './list-metrics.ts';

export const tools = [
  listMetrics,
  getLatestReadings,
  getZoneSnapshot,
  offloaded(getTimeSeries, weighSeries(1)),
  offloaded(getStatistics, weighSeries(1)),
  offloaded(detectAnomalies, weighSeries(1, 14)),
  offloaded(getEnergyReport, weighEnergy),
  getIngestStatus,
];
