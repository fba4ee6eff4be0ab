// One of the processes of lease.test.ts: works under the lease, and says when it begins.
import { setTimeout as sleep } from 'node:timers/promises';
import { LEASE_TABLE, openSqlite, runUnderLease } from '../../src/sqlite.ts';
import { ledger } from './ledger.ts';

const [path = '', name = ''] = process.argv.slice(2);
const file = await openSqlite(ledger(path, { migrations: [`${LEASE_TABLE} CREATE TABLE work (done_by TEXT) STRICT`] }));
const insert = file.database.prepare('INSERT INTO work VALUES (?)');
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
await runUnderLease({ file, name: 'work', signal: stop.signal, ttl_ms: 1_000, renew_ms: 200 }, async (held) => {
  process.stdout.write(`${name} holds ${held.fence}\n`);
  while (!held.signal.aborted) {
    // A process stopped within a write would keep the lock of the file.
    await sleep(100);
    await file.write(() => {
      held.assertHeld();
      insert.run(name);
    });
  }
  process.stdout.write(`${name} ends\n`);
});
file.close();
