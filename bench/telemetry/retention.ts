// Dropping the oldest day, against DELETE on the plain layout, and how long ingest waits meanwhile.
// Usage: node --conditions=@nexus/source bench/telemetry/retention.ts [--series 1000] [--days 15] [--rounds 3]
//          [--folder FOLDER] [--quick]
import assert from 'node:assert/strict';
import { setImmediate as others } from 'node:timers/promises';
import { BEGIN_MS, Building, DAY_MS } from './building.ts';
import { Ours } from './engines/ours.ts';
import { Plain } from './engines/plain.ts';
import { judged, median, readable, timedMs } from './measure.ts';
import { optionsOf } from './options.ts';
import { temporaryFolder } from './temporary-folder.ts';

const FASTER = { must: 200, atLeast: true };
const PAUSE = { must: 50, atLeast: false };
const FILL_BATCH = 10_000;
const LIVE_BATCH = 1_000;
const WATCHED_MS = 2_000;

const options = optionsOf({
  series: { full: 1_000, quick: 100 },
  days: { full: 15, quick: 4 },
  rounds: { full: 3, quick: 1 },
});
const folder = temporaryFolder(options.folder);

const ours = await Ours.open(folder, options.series);
const plain = new Plain(folder, options.series);
const { store } = ours;
const building = new Building(options.series);
for (const batch of building.batches(options.days * 1_440, FILL_BATCH)) {
  await ours.ingest(batch)();
  plain.fill(batch);
}
plain.index();
const { readings } = await store.info();
console.log(`${readings / 1e6} M readings of ${options.series} series`);
const live = building.batches(Number.POSITIVE_INFINITY, LIVE_BATCH);

const deleting = plain.database.prepare('DELETE FROM reading WHERE timestamp < ?');
const times = { ours: [] as number[], oursWhileIngesting: [] as number[], plain: [] as number[] };
const pauses = { idle: [] as number[], dropping: [] as number[] };
for (let round = 0; round < options.rounds; round += 1) {
  // The days go in turn: one in peace, one while readings come in.
  const quiet_ms = BEGIN_MS + (2 * round + 1) * DAY_MS;
  let dropped = 0;
  times.ours.push(
    await timedMs(async () => {
      dropped = await store.dropBefore(quiet_ms);
    }),
  );
  let deleted = 0;
  times.plain.push(
    await timedMs(async () => {
      deleted = deleting.run(new Date(quiet_ms).toISOString()).changes;
    }),
  );
  assert.equal(dropped, deleted, 'readings of the oldest day');
  pauses.idle.push(await longestPause(async () => {}));
  const loud_ms = quiet_ms + DAY_MS;
  pauses.dropping.push(
    await longestPause(async () => {
      times.oursWhileIngesting.push(await timedMs(() => store.dropBefore(loud_ms)));
    }),
  );
  deleting.run(new Date(loud_ms).toISOString());
}

const [quiet, loud, theirs] = [median(times.ours), median(times.oursWhileIngesting), median(times.plain)];
console.log(`oldest day: ours ${readable(quiet)} ms (${readable(loud)} while ingesting), plain ${readable(theirs)} ms`);
console.log(`  ${judged(theirs / quiet, FASTER, ' × faster')}`);
console.log(`longest pause of ingest: ${judged(Math.max(...pauses.dropping), PAUSE, ' ms')}`);
console.log(`  without retention: ${readable(Math.max(...pauses.idle))} ms`);
await ours[Symbol.asyncDispose]();
await plain[Symbol.asyncDispose]();

/** From one call of ingest to the return of the next, while something else goes on and a while after. */
async function longestPause(other: () => Promise<void>): Promise<number> {
  const until = performance.now() + WATCHED_MS;
  const ended = new AbortController();
  const otherEnds = other().finally(() => ended.abort());
  let longest = 0;
  while (!ended.signal.aborted || performance.now() < until) {
    const { value: batch } = live.next();
    if (!batch) throw new Error('a generator without end has ended');
    const ingest = ours.ingest(batch);
    longest = Math.max(
      longest,
      await timedMs(async () => {
        await others();
        await ingest();
      }),
    );
  }
  await otherEnds;
  return longest;
}
