import type SemVer from 'semver/classes/semver.js';
import compareParsed from 'semver/functions/compare.js';
import parse from 'semver/functions/parse.js';

const MAX_LENGTH = 64;

/** A semantic version as it is kept: `2.4.1` for ` v2.4.1`; `undefined` when it is none. */
export function readVersion(text: string): string | undefined {
  const version = parsed(text);
  if (version === undefined) return undefined;
  return version.build.length === 0 ? version.version : `${version.version}+${version.build.join('.')}`;
}

/**
 * Below 0 when `a` is older, 0 when they are the same: 2.10.0 is newer than 2.4.1, and that is newer than 2.4.1-rc.1.
 *
 * What was built (`+build`) makes no difference. `undefined` when one of them is no semantic version.
 */
export function compareVersions(a: string, b: string): number | undefined {
  const [left, right] = [parsed(a), parsed(b)];
  return left === undefined || right === undefined ? undefined : compareParsed(left, right);
}

/** Whether a device that runs `a` runs `b`; versions that are not semantic must be written alike. */
export function isSameVersion(a: string, b: string): boolean {
  return a === b || compareVersions(a, b) === 0;
}

function parsed(text: string): SemVer | undefined {
  return text.length > MAX_LENGTH ? undefined : (parse(text) ?? undefined);
}
