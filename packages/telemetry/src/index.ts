export {
  type Columns,
  type IngestReport,
  openTelemetryStore,
  QUALITIES,
  type Reading,
  type RefusedReading,
  type SeriesFilter,
  type SeriesInfo,
  type StoreInfo,
  type TelemetryStore,
} from './store/index.ts';
