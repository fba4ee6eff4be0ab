import type { Family } from '../family.ts';
import { alertActions } from './alert-actions.ts';
import { ruleChanges } from './alert-rule-changes.ts';
import { alertRules } from './alert-rules.ts';
import { alertViews } from './alert-views.ts';
import { alertFamilies } from './alerts.ts';
import { anomalyChecks } from './anomalies.ts';
import { bare } from './bare.ts';
import { comparisons, current, doubtfulReadings, wholeRooms } from './current.ts';
import { deviceLists } from './device-lists.ts';
import { statusChanges } from './device-status.ts';
import { aboutOneDevice } from './devices.ts';
import { dynamicTools, toolDecisions } from './dynamic-tools.ts';
import { energyPeriods, energyUse } from './energy.ts';
import { energyRankings } from './energy-ranking.ts';
import { firmware } from './firmware.ts';
import { firmwareBehind, firmwarePlans } from './firmware-behind.ts';
import { firmwareJobs, jobOrders } from './firmware-jobs.ts';
import { firmwarePush } from './firmware-push.ts';
import { rolloutControls, rollouts } from './firmware-rollouts.ts';
import { intakes } from './intake.ts';
import { links } from './link.ts';
import { measuredMetrics } from './measured.ts';
import { offline } from './offline.ts';
import { overviews } from './overview.ts';
import { floorReadings, rankings } from './ranking.ts';
import { refusals } from './refusals.ts';
import { coverages, statistics } from './statistics.ts';
import { stepwise } from './steps.ts';
import { stuckSensors } from './stuck.ts';
import { talks } from './talk.ts';
import { trends } from './trend.ts';
import { troubles } from './trouble.ts';
import { metricUnits } from './units.ts';
import { zones } from './zones.ts';

/** In the order in which they are tried: orders first, then what is refused, the narrow before the wide. */
export const FAMILIES: readonly Family[] = [
  ...talks,
  ...alertActions,
  ...ruleChanges,
  ...rolloutControls,
  ...jobOrders,
  ...toolDecisions,
  ...statusChanges,
  ...firmwarePlans,
  ...firmwarePush,
  ...alertRules,
  ...alertViews,
  ...dynamicTools,
  ...intakes,
  ...refusals,
  ...rollouts,
  ...firmwareJobs,
  ...firmwareBehind,
  ...alertFamilies,
  ...stuckSensors,
  ...anomalyChecks,
  ...troubles,
  ...overviews,
  ...coverages,
  ...links,
  ...metricUnits,
  ...measuredMetrics,
  ...doubtfulReadings,
  ...energyPeriods,
  ...energyRankings,
  ...energyUse,
  ...stepwise,
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
