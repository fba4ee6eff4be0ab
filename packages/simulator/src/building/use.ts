/** Fractions of a capacity over the day: `[minute of the day, fraction]`, straight lines between, 0 before five. */
export type Curve = readonly (readonly [minute: number, fraction: number])[];

/** How a zone is used, and what follows for air, heat and power. */
export interface Use {
  /** People present on a working day, as a fraction of the capacity. */
  readonly presence: Curve;
  /** Whether people come in groups by the hour instead. */
  readonly meetings?: boolean;
  /** Share of the working-day presence that is there on a weekend. */
  readonly weekend: number;
  /** Air changes per hour while ventilated. */
  readonly air_changes_per_hour: number;
  /** Power that is always drawn, and what people and their working day add at most. */
  readonly base_w_per_sqm: number;
  readonly use_w_per_sqm: number;
  /** Cooled day and night, with no window. */
  readonly machines?: boolean;
}

const OFFICE_HOURS: Curve = [
  [430, 0],
  [555, 0.95],
  [715, 1],
  [745, 0.6],
  [780, 0.6],
  [810, 0.97],
  [985, 0.95],
  [1080, 0.2],
  [1200, 0],
];

const USES = {
  office: {
    presence: OFFICE_HOURS,
    weekend: 0.06,
    air_changes_per_hour: 2.2,
    base_w_per_sqm: 4,
    use_w_per_sqm: 22,
  },
  meeting: {
    presence: OFFICE_HOURS,
    meetings: true,
    weekend: 0,
    air_changes_per_hour: 3,
    base_w_per_sqm: 6,
    use_w_per_sqm: 30,
  },
  entrance: {
    presence: [
      [390, 0],
      [500, 0.9],
      [570, 0.35],
      [720, 0.6],
      [800, 0.35],
      [990, 0.4],
      [1050, 0.8],
      [1140, 0.2],
      [1260, 0],
    ],
    weekend: 0.15,
    air_changes_per_hour: 4,
    base_w_per_sqm: 7,
    use_w_per_sqm: 12,
  },
  cafeteria: {
    presence: [
      [440, 0],
      [510, 0.25],
      [570, 0.12],
      [675, 0.15],
      [725, 0.95],
      [775, 0.9],
      [825, 0.15],
      [930, 0.2],
      [1020, 0],
    ],
    weekend: 0.05,
    air_changes_per_hour: 6,
    base_w_per_sqm: 10,
    use_w_per_sqm: 70,
  },
  workshop: {
    presence: [
      [390, 0],
      [430, 1],
      [715, 1],
      [730, 0.2],
      [760, 1],
      [945, 1],
      [980, 0],
    ],
    weekend: 0.04,
    air_changes_per_hour: 4,
    base_w_per_sqm: 8,
    use_w_per_sqm: 48,
  },
  sports: {
    presence: [
      [360, 0],
      [420, 0.6],
      [500, 0.1],
      [720, 0.4],
      [790, 0.1],
      [1020, 0.9],
      [1140, 0.7],
      [1260, 0],
    ],
    weekend: 0.5,
    air_changes_per_hour: 5,
    base_w_per_sqm: 5,
    use_w_per_sqm: 25,
  },
  machines: {
    presence: [
      [570, 0],
      [600, 0.5],
      [660, 0],
    ],
    weekend: 0,
    air_changes_per_hour: 5,
    base_w_per_sqm: 230,
    use_w_per_sqm: 12,
    machines: true,
  },
  plant: {
    presence: [
      [480, 0],
      [510, 0.5],
      [570, 0],
    ],
    weekend: 0.3,
    air_changes_per_hour: 3,
    base_w_per_sqm: 45,
    use_w_per_sqm: 90,
  },
} as const satisfies Record<string, Use>;

export type UseName = keyof typeof USES;

export function useOf(name: UseName): Use {
  return USES[name];
}

export function fractionAt(curve: Curve, minute: number): number {
  let [fromMinute, fromFraction] = [0, 0];
  for (const [toMinute, toFraction] of curve) {
    if (minute < toMinute) {
      return fromFraction + ((toFraction - fromFraction) * (minute - fromMinute)) / (toMinute - fromMinute);
    }
    [fromMinute, fromFraction] = [toMinute, toFraction];
  }
  return fromFraction;
}
