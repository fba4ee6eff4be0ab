import { existsSync, statSync } from 'node:fs';
import { dataPath } from '@nexus/models/environment';
import { finder, type Finding, type Patient } from './finding.ts';
import { openToRead, type ReadableDatabase } from './readable-database.ts';

const MIB = 1024 ** 2;
/** The servers cut it back to this; one that stays larger is held up by a reader that does not end. */
const LONG_LOG_BYTES = 256 * MIB;
/** Going through more would take a doctor too long. */
const CHECKED_BYTES = 512 * MIB;

const DATABASES = [
  { title: 'device registry', variable: 'NEXUS_DEVICE_DB_PATH', preset: 'device_registry.db' },
  { title: 'telemetry', variable: 'NEXUS_TELEMETRY_DB_PATH', preset: 'telemetry.db' },
  { title: 'alerts', variable: 'NEXUS_ALERT_DB_PATH', preset: 'alerts.db' },
  { title: 'dynamic tools', variable: 'NEXUS_DYNAMIC_DB_PATH', preset: 'dynamic_tools.db' },
] as const;

/** Each database: whether it can be read, is whole, is private, and who does the work on it. */
export function checkDatabases(patient: Patient): Finding[] {
  return DATABASES.flatMap(({ title, variable, preset }) => {
    const name = patient.environment[variable]?.trim() || preset;
    return name === ':memory:' ? [] : checkDatabase(title, variable, dataPath(patient.dataDir, name), patient);
  });
}

function checkDatabase(title: string, variable: string, path: string, { nowMs }: Patient): Finding[] {
  const { ok, warning, fault } = finder(`${title} database`);
  if (!existsSync(path)) return [ok('is made at the first start.')];
  const { size, mode } = statSync(path);
  const findings: Finding[] = [];
  const logBytes = existsSync(`${path}-wal`) ? statSync(`${path}-wal`).size : 0;
  if (logBytes > LONG_LOG_BYTES) {
    const cure = 'End programs that have the file open for reading, such as a database browser.';
    findings.push(warning(`its log has grown to ${mebibytes(logBytes)}.`, cure));
  }
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    findings.push(warning('other users of this machine can read it.', `chmod 600 ${path}`));
  }
  try {
    using database = openToRead(path);
    const broken = size > CHECKED_BYTES ? [] : damage(database);
    if (broken.length > 0) {
      const cure = `Stop the servers, keep a copy, and restore a backup; or name another file in ${variable}.`;
      return [...findings, fault(`is damaged: ${broken[0]}.`, cure)];
    }
    const schema = Number(database.all('PRAGMA user_version')[0]?.['user_version']);
    const checked = size > CHECKED_BYTES ? ', too large to be gone through here' : ', whole';
    return [ok(`${mebibytes(size)}, schema ${schema}${checked}.`), ...findings, ...leases(title, database, nowMs)];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [...findings, fault(`cannot be read: ${reason}.`, `Name another file in ${variable}, or restore a backup.`)];
  }
}

function damage(database: ReadableDatabase): string[] {
  return database
    .all('PRAGMA quick_check(1)')
    .map((row) => String(row['quick_check']))
    .filter((text) => text !== 'ok');
}

/** Work that one of all processes does, such as evaluating rules. */
function leases(title: string, database: ReadableDatabase, nowMs: number): Finding[] {
  const { ok } = finder(`${title} work`);
  const hasLeases = database.all("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'lease'").length > 0;
  if (!hasLeases) return [];
  const held = database
    .all('SELECT name, expires_ms FROM lease')
    .filter(({ expires_ms }) => Number(expires_ms) > nowMs)
    .map(({ name }) => String(name));
  return [ok(held.length === 0 ? 'no process is at it now.' : `one process is at: ${held.join(', ')}.`)];
}

function mebibytes(bytes: number): string {
  return `${(bytes / MIB).toFixed(1)} MiB`;
}
