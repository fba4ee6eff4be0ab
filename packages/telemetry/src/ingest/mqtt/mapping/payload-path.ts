export type PayloadPath = readonly (string | number)[];

const STEP = /(?:^|\.)(?<name>[^.[\]'"\s]+)|\[(?<index>\d{1,6})\]|\['(?<single>[^']*)'\]|\["(?<double>[^"]*)"\]/y;

/**
 * Reads a path into JSON, such as `sensors[0].values['room temp']`; `$`, or nothing, is the payload itself.
 *
 * @returns `undefined` for a text that is no path.
 */
export function readPayloadPath(text: string): PayloadPath | undefined {
  const source = text.trim().replace(/^\$\.?/, '');
  const path: (string | number)[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < source.length) {
    const groups = STEP.exec(source)?.groups;
    if (!groups) return undefined;
    const { name, index, single, double } = groups;
    path.push(index === undefined ? (name ?? single ?? double ?? '') : Number(index));
  }
  return path;
}
