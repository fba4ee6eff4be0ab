import { NUMBER, NUMBER_BEGINS, numberOf, ORDINAL } from './numbers.ts';
import type { Scanner } from './scanner.ts';

const MAX_FLOORS = 60;
const FLOOR = '(?:floors?|levels?|storeys?|stories)';
const ONE = String.raw`(?:-\d{1,2}|${NUMBER}(?!\w))`;
const JOIN = String.raw`\s*(?:,\s*and|,|&|\band\b|\bor\b|\bto\b|\bup to\b|\bthrough\b|\bthru\b|\buntil\b|-)\s*`;

const BY_NUMBER = new RegExp(String.raw`(\bbetween\s+)?\b${FLOOR}\s+(${ONE}(?:${JOIN}(?:${FLOOR}\s+)?${ONE})*)`, 'i');
const BY_NUMBER_SIGN = new RegExp(String.raw`\b${FLOOR}\s+-?${NUMBER_BEGINS}`, 'i');
const BY_ORDINAL = new RegExp(
  String.raw`(\bbetween\s+)?(?:the\s+)?\b(${ORDINAL}(?:${JOIN}(?:the\s+)?${ORDINAL})*)\s+${FLOOR}\b`,
  'i',
);
const PARTS = new RegExp(String.raw`${ORDINAL}|${NUMBER}|-\d{1,2}|\bto\b|\bthrough\b|\bthru\b|\buntil\b|-`, 'gi');
const GROUND = /\b(?:the\s+)?ground[\s-]+(?:floor|level)\b/i;
const BASEMENT = /\b(?:the\s+)?basement\b(?!\s+\w*\d)/i;

/** The floors that a sentence names: `floors 2 through 5`, `2nd and third floor`, `floor two`; ascending. */
export function takeFloors(scanner: Scanner): number[] {
  const floors = new Set<number>();
  const found = [...scanner.takeAll(BY_NUMBER, 4, BY_NUMBER_SIGN), ...scanner.takeAll(BY_ORDINAL, 4)];
  for (const [, between, list] of found) {
    for (const floor of floorsOf(list ?? '', between !== undefined)) floors.add(floor);
  }
  if (scanner.take(GROUND)) floors.add(0);
  if (scanner.take(BASEMENT)) floors.add(-1);
  return [...floors].sort((a, b) => a - b);
}

function floorsOf(list: string, between: boolean): number[] {
  const floors: number[] = [];
  let range = false;
  // A minus sign that follows a number is a dash: `2-5` is a range, `-1` a basement.
  for (const [part] of list.replace(/(?<=\w\s*)-/g, ' to ').matchAll(PARTS)) {
    const floor = numberOf(part);
    if (floor === undefined) {
      range = true;
      continue;
    }
    const from = floors.at(-1);
    if (from !== undefined && (range || between)) floors.push(...inclusive(from, floor));
    else floors.push(floor);
    range = false;
  }
  return floors.filter((floor) => Number.isInteger(floor)).slice(0, MAX_FLOORS);
}

function inclusive(from: number, to: number): number[] {
  const low = Math.min(from, to);
  const length = Math.min(Math.abs(to - from) + 1, MAX_FLOORS);
  return Array.from({ length }, (_, index) => low + index);
}
