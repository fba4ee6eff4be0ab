import { matchKey } from '@nexus/models';

/** The form in which buildings are compared: `NORTH`, `north` and `Building North` are one. */
export function buildingKey(name: string): string {
  const bare = name.replace(/(?<!\p{L})(?:building|bldg)(?!\p{L})\.?/giu, ' ');
  return matchKey(bare) || matchKey(name);
}
