import { type Divergence, divergencesOf } from './divergence.ts';
import type { Examination, Examined, SeriesToExamine } from './examine.ts';
import { type Episode, episodesOf, type Finding } from './finding.ts';
import type { PeerCourse, PeerGrid } from './peer-course.ts';
import type { PeerGroup } from './peer-group.ts';
import { scoreOf } from './score.ts';
import { Sentences } from './sentences.ts';

/** Changes of the median peer that show that there was something to measure. */
const PEERS_MOVE = 5;
/** The same, where nothing is known of the sensor itself because it hardly ever changed. */
const PEERS_MOVE_MUCH = 60;
const HARDLY_EVER = 30;

/**
 * Makes the episodes of one series of what was found in it and of what its peers show.
 *
 * A sensor is stuck only where its peers move. Without peers its own past has to do, and only for what must move.
 */
export function concludeSeries(
  { unit, watch }: Omit<SeriesToExamine, 'columns'>,
  { findings, course, pause_ms }: Examined,
  examination: Examination,
  group?: PeerGroup,
): Episode[] {
  const { grid, window, z_threshold } = examination;
  // Too few peers with readings tell as little as none.
  const isStuck = (still: Finding) => (group && peersMoved(course, group, still, grid)) ?? watch.moves;
  const kept = findings.filter((finding) => finding.method !== 'flatline' || isStuck(finding));
  if (!group) return episodesOf(kept, pause_ms);
  const sentences = new Sentences(unit);
  const from = Math.max(0, Math.ceil((window.start_ms - grid.start_ms) / grid.bucket_ms));
  const divergences = watch.hasStatistics ? divergencesOf(course, group, from, z_threshold * watch.z_factor) : [];
  const stuck = watch.moves ? neverMoving(course, group, examination, sentences) : [];
  return episodesOf(
    [...kept, ...stuck, ...divergences.map((one) => divergenceFinding(one, group, examination, sentences))],
    pause_ms,
  );
}

function divergenceFinding(
  divergence: Divergence,
  { place }: PeerGroup,
  { grid, window, now_ms }: Examination,
  sentences: Sentences,
): Finding {
  const { bucket, value, median, usual = 0, strength } = divergence;
  const start_ms = grid.start_ms + bucket * grid.bucket_ms;
  return {
    method: 'peers',
    start_ms,
    end_ms: Math.min(start_ms + grid.bucket_ms, window.end_ms, now_ms),
    value,
    direction: value - median > usual ? 'above' : 'below',
    score: scoreOf(strength),
    severity: strength >= 2 ? 'warning' : 'info',
    why: sentences.peers(value, divergence, place, divergence.usual),
  };
}

/** `undefined` where there are too few peers to tell. */
function peersMoved(
  own: PeerCourse,
  group: PeerGroup,
  { start_ms, end_ms }: { start_ms: number; end_ms: number },
  grid: PeerGrid,
): boolean | undefined {
  const from = Math.max(0, Math.floor((start_ms - grid.start_ms) / grid.bucket_ms));
  const to = Math.floor((end_ms - grid.start_ms) / grid.bucket_ms) + 1;
  const changes = group.changes(own, from, to);
  return changes === undefined ? undefined : changes >= PEERS_MOVE;
}

/** A sensor that changed too seldom for its own past to tell what is usual: its peers do. */
function neverMoving(
  course: PeerCourse,
  group: PeerGroup,
  { grid, window, now_ms }: Examination,
  sentences: Sentences,
): Finding[] {
  const { mean, changes } = course;
  if (changes.reduce((sum, count) => sum + count, 0) >= HARDLY_EVER) return [];
  const last = mean.findLastIndex((value) => !Number.isNaN(value));
  const since = Math.max(
    changes.findLastIndex((count) => count > 0),
    mean.findIndex((value) => !Number.isNaN(value)),
  );
  const value = mean[last];
  const start_ms = grid.start_ms + since * grid.bucket_ms;
  const end_ms = Math.min(grid.start_ms + (last + 1) * grid.bucket_ms, window.end_ms, now_ms);
  if (value === undefined || end_ms <= window.start_ms) return [];
  const due = group.changes(course, since, last + 1);
  if (due === undefined || due < PEERS_MOVE_MUCH) return [];
  return [
    {
      method: 'flatline',
      start_ms,
      end_ms,
      value,
      score: scoreOf(due / PEERS_MOVE_MUCH),
      severity: 'warning',
      why: sentences.stuckAmongPeers(value, end_ms - start_ms, due, group.place),
    },
  ];
}
