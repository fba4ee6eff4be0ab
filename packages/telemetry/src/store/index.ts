export { openTelemetryStore } from './sqlite.ts';
export {
  type Columns,
  type FeedBatch,
  type FeedRun,
  type IngestReport,
  QUALITIES,
  type Reading,
  type RefusedReading,
  type SeriesFilter,
  type SeriesInfo,
  type StoreInfo,
  type TelemetryStore,
} from './store.ts';
