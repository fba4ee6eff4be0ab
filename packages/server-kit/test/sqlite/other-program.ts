// The other process of migrate.test.ts: takes the lock of a fresh file, says so, and fills the file a little later.
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';

const database = new Database(process.argv[2]);
database.pragma('journal_mode = WAL');
database.exec('BEGIN IMMEDIATE');
process.stdout.write('locked\n');
await sleep(300);
database.exec('CREATE TABLE recipes (name TEXT)');
database.exec('COMMIT');
database.close();
