import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { finder, type Finding, type Patient } from './finding.ts';

const GIB = 1024 ** 3;
const LEAST_FREE_BYTES = 0.1 * GIB;
const SCARCE_BYTES = GIB;

/** Numbers that Linux gives file systems that are on another machine; SQLite's write-ahead log is unsafe there. */
const REMOTE_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
]);

/** The data folder, and the disk that it is on. */
export function checkFolder({ dataDir }: Patient): Finding[] {
  const folder = finder('data folder');
  const isThere = existsSync(dataDir);
  const place = existing(dataDir);
  try {
    accessSync(place, constants.W_OK | constants.X_OK);
  } catch {
    return [
      folder.fault(
        `${place} cannot be written by this user.`,
        `Give this user the folder, or name another in NEXUS_DATA_DIR.`,
      ),
    ];
  }
  const first = isThere ? folder.ok(dataDir) : folder.ok(`${dataDir} is made at the first start.`);
  return [first, ...checkDisk(place)];
}

function checkDisk(place: string): Finding[] {
  const disk = finder('disk');
  const { bavail, bsize, type } = statfsSync(place);
  const free = bavail * bsize;
  const amount = `${(free / GIB).toFixed(1)} GiB free`;
  const remote = process.platform === 'linux' ? REMOTE_FILE_SYSTEMS.get(type) : undefined;
  if (remote !== undefined) {
    return [
      disk.fault(
        `The data folder is on a network disk (${remote}), where several processes damage databases.`,
        'Name a folder on a disk of this machine in NEXUS_DATA_DIR.',
      ),
    ];
  }
  if (free < LEAST_FREE_BYTES) {
    return [disk.fault(`${amount}: writes fail soon.`, 'Free some space, or set NEXUS_RETENTION_DAYS.')];
  }
  return free < SCARCE_BYTES
    ? [disk.warning(`${amount}.`, 'Free some space, or set NEXUS_RETENTION_DAYS.')]
    : [disk.ok(amount)];
}

/** The nearest folder that is there. */
function existing(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : existing(dirname(path));
}
