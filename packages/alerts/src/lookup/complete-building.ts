import type { Deps } from '../deps.ts';

/** The buildings whose names contain what was typed. */
export async function completeBuilding(deps: Deps, typed: string): Promise<string[]> {
  const buildings = (await (await deps.registry())?.listBuildings()) ?? [];
  return buildings.filter((name) => name.toLowerCase().includes(typed.toLowerCase()));
}
