import type { Family } from '../family.ts';
import { alertFamilies } from './alerts.ts';
import { anomalyChecks } from './anomalies.ts';
import { bare } from './bare.ts';
import { comparisons, current, doubtfulReadings, wholeRooms } from './current.ts';
import { deviceLists } from './device-lists.ts';
import { aboutOneDevice } from './devices.ts';
import { energyPeriods, energyUse } from './energy.ts';
import { energyRankings } from './energy-ranking.ts';
import { firmware } from './firmware.ts';
import { firmwarePush } from './firmware-push.ts';
import { links } from './link.ts';
import { measuredMetrics } from './measured.ts';
import { offline } from './offline.ts';
import { overviews } from './overview.ts';
import { floorReadings, rankings } from './ranking.ts';
import { refusals } from './refusals.ts';
import { coverages, statistics } from './statistics.ts';
import { talks } from './talk.ts';
import { trends } from './trend.ts';
import { troubles } from './trouble.ts';
import { zones } from './zones.ts';

/** In the order in which they are tried: what is refused first, the narrow before the wide. */
export const FAMILIES: readonly Family[] = [
  ...talks,
  ...firmwarePush,
  ...refusals,
  ...alertFamilies,
  ...anomalyChecks,
  ...troubles,
  ...overviews,
  ...coverages,
  ...links,
  ...measuredMetrics,
  ...doubtfulReadings,
  ...energyPeriods,
  ...energyRankings,
  ...energyUse,
  ...trends,
  ...comparisons,
  ...rankings,
  ...statistics,
  ...current,
  ...floorReadings,
  ...firmware,
  ...aboutOneDevice,
  ...offline,
  ...zones,
  ...wholeRooms,
  ...deviceLists,
];

/** Tried after everything else, the earlier question included. */
export const LAST_FAMILIES: readonly Family[] = bare;

export { unknownText } from './talk.ts';
