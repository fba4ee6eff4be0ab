import type { PlatformEvent } from '../platform/platform.ts';
import type { ProgramStatus } from '../platform/supervised-program.ts';
import { coloursFor } from './colours.ts';

/** Tells of the platform's events until it is closed. */
export interface UpReport {
  show(event: PlatformEvent): void;
  close(): void;
}

/** Every event as a line of JSON. */
export function jsonReport(): UpReport {
  return { show: (event) => console.log(JSON.stringify({ time: new Date().toISOString(), ...event })), close() {} };
}

/** A line for everything that a person would want to find in a log. */
export function lineReport(): UpReport {
  return {
    show(event) {
      const line = lineOf(event);
      if (line !== undefined) console.log(line);
    },
    close() {},
  };
}

/** @returns Undefined for what is beside the point. */
export function lineOf(event: PlatformEvent): string | undefined {
  switch (event.type) {
    case 'starting': {
      const broker = event.embedded_broker ? ' (brought along, this machine only)' : '';
      return `Data in ${event.data_dir}\nMQTT broker ${event.mqtt_url}${broker}`;
    }
    case 'program':
      return event.state === 'starting' || event.state === 'stopping' ? undefined : `${event.name} ${describe(event)}`;
    case 'ready':
      return `All ready after ${(event.duration_ms / 1000).toFixed(1)} s. Ctrl-C stops everything.`;
    case 'log':
      return isQuiet(event.level) ? undefined : `${event.program}: ${event.message}`;
    case 'stopping':
      return 'Stopping…';
    case 'stopped':
      break;
  }
  return `Stopped after ${(event.duration_ms / 1000).toFixed(1)} s.`;
}

/** `ready at http://localhost:8001/mcp (pid 12, restarted twice)`. */
function describe({ state, url, pid, restarts, fault }: ProgramStatus): string {
  const again = restarts === 0 ? '' : `, restarted ${restarts === 1 ? 'once' : `${restarts} times`}`;
  const why = fault === undefined ? '' : `: ${fault}`;
  if (state === 'ready') return `ready${url === undefined ? '' : ` at ${url}`} (pid ${pid}${again})`;
  if (state === 'waiting') return `is started again${why}`;
  return state === 'crash_loop' ? `keeps crashing, and is tried again every 30 s${why}` : state;
}

export function isQuiet(level: string): boolean {
  return level === 'debug' || level === 'info';
}

export function stateColour(state: ProgramStatus['state']): (text: string) => string {
  const { green, yellow, red, dim } = coloursFor(process.stdout);
  if (state === 'ready') return green;
  if (state === 'crash_loop' || state === 'waiting') return red;
  return state === 'starting' ? yellow : dim;
}
