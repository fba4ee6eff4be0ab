import type { EngineState, Machine, Track } from './state.ts';

/** Brings everything that is remembered of after an instant to that instant, so that nothing waits for it to come again. */
export function setBack(state: EngineState, now_ms: number): void {
  const { lateness_ms, skew_ms } = state.tolerances;
  const atMost = (ms: number | undefined) => (ms === undefined ? undefined : Math.min(ms, now_ms));
  state.clock_ms = Math.min(state.clock_ms, now_ms - lateness_ms);
  state.listening_ms = Math.min(state.listening_ms, now_ms);
  state.waiting = state.waiting.filter(({ ms }) => ms <= now_ms + skew_ms);
  for (const track of state.tracks.values()) {
    if (newestOf(track) <= now_ms) continue;
    track.last_ms = atMost(track.last_ms);
    track.good_ms = atMost(track.good_ms);
    state.touched.tracks.add(track);
  }
  for (const [key, machine] of state.machines) {
    if (latestOf(machine) <= now_ms) continue;
    machine.since_ms = atMost(machine.since_ms);
    machine.critical_since_ms = atMost(machine.critical_since_ms);
    machine.breach_ms = atMost(machine.breach_ms);
    machine.cleared_ms = atMost(machine.cleared_ms);
    machine.not_before_ms = atMost(machine.not_before_ms);
    machine.raised_ms = machine.raised_ms?.map((ms) => Math.min(ms, now_ms));
    state.touched.machines.add(key);
  }
}

function newestOf({ last_ms = 0, good_ms = 0 }: Track): number {
  return Math.max(last_ms, good_ms);
}

function latestOf(machine: Machine): number {
  const { since_ms = 0, critical_since_ms = 0, breach_ms = 0, cleared_ms = 0, not_before_ms = 0 } = machine;
  return Math.max(since_ms, critical_since_ms, breach_ms, cleared_ms, not_before_ms, ...(machine.raised_ms ?? []));
}
