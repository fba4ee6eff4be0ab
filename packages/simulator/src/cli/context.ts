import type { BuildingTime } from '@nexus/models';
import type { Broker, PlatformPaths } from './config.ts';

/** What a command gets besides its own words. */
export interface CommandContext {
  readonly paths: PlatformPaths;
  /** Absent where none is configured. */
  readonly broker: Broker | undefined;
  readonly time: BuildingTime;
  readonly signal: AbortSignal;
  /** A line of result, to stdout. */
  readonly print: (line: string) => void;
}
