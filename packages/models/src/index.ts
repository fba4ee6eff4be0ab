export { NEXUS_ERROR_CODES, NexusError, type NexusErrorCode } from './errors.ts';
export { isKnownMetric, type Metric, METRICS, type MetricName, metricUnit, resolveMetric } from './metrics.ts';
export { matchKey, nearest } from './nearest.ts';
export { AuditEntry } from './audit-entry.ts';
export { Device, DEVICE_TYPES, DeviceStatus } from './device.ts';
export { Instant } from './instant.ts';
export { Quality } from './quality.ts';
export { Zone } from './zone.ts';
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
export { type TimeTick, timeTicks, type ValueScale, valueScale } from './axis-ticks.ts';
