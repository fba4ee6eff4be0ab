/** The tables as kysely sees them. */
export interface Tables {
  readonly series: {
    readonly series_id: number;
    readonly device_id: string;
    readonly metric: string;
    readonly unit: string;
    readonly count: number;
    /** These four are set as soon as there is a reading. */
    readonly first_ms: number;
    readonly last_ms: number;
    readonly last_quality: number;
    readonly last_value: number | null;
  };
}
