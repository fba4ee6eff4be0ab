export { NEXUS_ERROR_CODES, NexusError, type NexusErrorCode } from './errors.ts';
export { isKnownMetric, type Metric, METRICS, type MetricName, metricUnit, resolveMetric } from './metrics.ts';
export { matchKey, nearest } from './nearest.ts';
export { AuditEntry, Device, DEVICE_TYPES, DeviceStatus, Instant, Quality, Zone } from './records.ts';
export { cleanText } from './text.ts';
export {
  type TimeWindow,
  Window,
  WINDOW_END_DESCRIPTION,
  WINDOW_START_DESCRIPTION,
  WindowEnd,
  WindowStart,
} from './time-window.ts';
export { BuildingTime, type CalendarUnit, describeAge } from './time.ts';
export { convertUnit, toMetricUnit } from './units.ts';
