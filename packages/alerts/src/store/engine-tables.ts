import type Database from 'better-sqlite3';
import type { Machine, Track } from '../domain/engine/state.ts';

interface TrackRow {
  readonly device_id: string;
  readonly metric: string;
  readonly last_ms: number | null;
  readonly interval_ms: number | null;
  readonly good_ms: number | null;
  readonly value: number | null;
  readonly gap_ms: number | null;
  readonly baseline_n: number | null;
  readonly baseline_mean: number | null;
  readonly baseline_variance: number | null;
}

export function loadTracks(database: Database.Database): Track[] {
  const tracks: Track[] = [];
  for (const row of database.prepare<[], TrackRow>('SELECT * FROM track').iterate()) {
    const { baseline_n: n, baseline_mean: mean, baseline_variance: variance } = row;
    tracks.push({
      device_id: row.device_id,
      metric: row.metric,
      last_ms: row.last_ms ?? undefined,
      interval_ms: row.interval_ms ?? undefined,
      good_ms: row.good_ms ?? undefined,
      value: row.value ?? undefined,
      gap_ms: row.gap_ms ?? undefined,
      baseline: n === null || mean === null || variance === null ? undefined : { n, mean, variance },
    });
  }
  return tracks;
}

export function loadMachines(database: Database.Database): (readonly [string, Machine])[] {
  return database
    .prepare<[], { machine_key: string; state: string }>('SELECT machine_key, state FROM machine')
    .all()
    .map(({ machine_key, state }) => [machine_key, JSON.parse(state) as Machine] as const);
}

/** The hot path of a round: prepared once. */
export class EngineTables {
  readonly #saveTrack: Database.Statement;
  readonly #saveMachine: Database.Statement<[string, string]>;
  readonly #dropMachine: Database.Statement<[string]>;

  constructor(database: Database.Database) {
    this.#saveTrack = database.prepare('INSERT OR REPLACE INTO track VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#saveMachine = database.prepare('INSERT OR REPLACE INTO machine VALUES (?, ?)');
    this.#dropMachine = database.prepare('DELETE FROM machine WHERE machine_key = ?');
  }

  saveTrack({ device_id, metric, last_ms, interval_ms, good_ms, value, gap_ms, baseline }: Track): void {
    this.#saveTrack.run(
      device_id,
      metric,
      last_ms ?? null,
      interval_ms ?? null,
      good_ms ?? null,
      value ?? null,
      gap_ms ?? null,
      baseline?.n ?? null,
      baseline?.mean ?? null,
      baseline?.variance ?? null,
    );
  }

  saveMachine(key: string, machine: Machine | undefined): void {
    if (machine) this.#saveMachine.run(key, JSON.stringify(machine));
    else this.#dropMachine.run(key);
  }
}
