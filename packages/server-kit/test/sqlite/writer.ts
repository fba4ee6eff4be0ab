// One of the processes of processes.e2e.test.ts: opens fresh files as the others do, then counts in a row that all share.
import { openSqlite } from '@nexus/server-kit/sqlite';
import { ledger } from './ledger.ts';

const [path = '', name = ''] = process.argv.slice(2);
for (let i = 0; i < 20; i += 1) {
  const fresh = await openSqlite(ledger(`${path}-${i}`));
  const insert = fresh.database.prepare('INSERT INTO accounts (name, cents) VALUES (?, 1)');
  await fresh.write(() => insert.run(name));
  fresh.close();
}
const file = await openSqlite(ledger(path));
const look = file.database.prepare<[], number>("SELECT cents FROM accounts WHERE name = 'shared'").pluck();
const save = file.database.prepare<[number]>(
  "INSERT INTO accounts (name, cents) VALUES ('shared', ?) ON CONFLICT (name) DO UPDATE SET cents = excluded.cents",
);
for (let i = 0; i < 25; i += 1) await file.write(() => save.run((look.get() ?? 0) + 1));
file.close();
