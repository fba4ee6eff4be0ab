/** `floor 3`, `floors 2 to 5`, `floors 2, 4 and 5`; nothing for none. */
export function floorsText(floors: readonly number[]): string {
  const [first = 0] = floors;
  const last = floors.at(-1) ?? first;
  if (floors.length < 2) return floors.length === 0 ? '' : `floor ${first}`;
  const isRange = floors.length > 2 && last - first === floors.length - 1;
  return isRange ? `floors ${first} to ${last}` : `floors ${floors.slice(0, -1).join(', ')} and ${last}`;
}

/** ` in Zone A on floors 2 to 5 in building North`, as much of it as is known. */
export function inPlace(place: {
  readonly zone_id?: string | undefined;
  readonly floors?: readonly number[];
  readonly building?: string | undefined;
}): string {
  const { zone_id, floors = [], building } = place;
  const zone = zone_id === undefined ? '' : ` in ${zone_id}`;
  const floor = floors.length === 0 ? '' : ` on ${floorsText(floors)}`;
  return `${zone}${floor}${building === undefined ? '' : ` in building ${building}`}`;
}
