import type { Sentence } from '../language/sentence.ts';
import { subjectOf } from '../subject.ts';

/** The devices whose firmware is meant, and a version that was named. */
export interface Fleet {
  readonly zone_id?: string;
  readonly building?: string;
  readonly device_type?: string;
  readonly floor?: number;
  readonly version?: string;
}

export const FIRMWARE = /\b(?:firmware|fw|software|version|ota)\b/;

export function fleet(sentence: Sentence): Fleet {
  const { building, device_type, version } = sentence;
  const [floor] = sentence.floors;
  const subject = subjectOf(sentence);
  return {
    ...(subject?.kind === 'zone' && { zone_id: subject.name }),
    ...(building !== undefined && { building }),
    ...(device_type !== undefined && { device_type }),
    ...(floor !== undefined && { floor }),
    ...(version !== undefined && { version }),
  };
}
