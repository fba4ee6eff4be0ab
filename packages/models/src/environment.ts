import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import * as z from 'zod';
import { NexusError } from './errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The process environment over the `.env` file of the working directory. */
export function loadEnvironment(cwd: string = process.cwd()): Environment {
  const file = join(cwd, '.env');
  return { ...(existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}), ...process.env };
}

/** The platform's data folder: where the operating system keeps an application's data. */
export function defaultDataDir(environment: Environment, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') {
    return join(environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'nexusiot', 'Data');
  }
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'nexusiot');
  return join(environment['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'nexusiot');
}

/**
 * Stands for a data folder without telling its path, so that two processes can see that they share one.
 *
 * @returns Twelve hexadecimal digits.
 */
export function dataFolderId(dataDir: string): string {
  // Not imported: in a bundle that would load it at every start over stdio.
  return process.getBuiltinModule('node:crypto').hash('sha256', resolve(dataDir)).slice(0, 12);
}

/** `on`, `true`, `1`, `yes` and their opposites; anything else is a fault. */
export const flag = (preset: boolean) =>
  z
    .string()
    .transform((text, context) => {
      const word = text.trim().toLowerCase();
      if (['1', 'on', 'true', 'yes'].includes(word)) return true;
      if (['', '0', 'off', 'false', 'no'].includes(word)) return false;
      context.addIssue({ code: 'custom', message: 'must be on or off' });
      return z.NEVER;
    })
    .default(preset);

/** A time zone name that this machine knows, such as `Europe/Vienna`; `BuildingTime` takes the machine's when unset. */
export const timeZone = z.string().refine(isTimeZone, 'must be an IANA time zone such as Europe/Vienna').optional();

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Parses the variables that `schema` names; an empty variable counts as unset. @throws {NexusError} listing all faults. */
export function readConfig<Schema extends z.ZodObject>(schema: Schema, environment: Environment): z.output<Schema> {
  const given = Object.fromEntries(
    Object.keys(schema.shape)
      .map((name) => [name, environment[name]?.trim()] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
  // Parsed once: compiling a fast path would take longer.
  const result = schema.safeParse(given, { jitless: true });
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new NexusError('invalid_argument', `The configuration has ${faults.length} fault(s):\n${faults.join('\n')}`, {
    hint: 'Correct these environment variables, or the .env file.',
  });
}

/** A database path as configured: absolute, `:memory:`, or relative to the data folder. */
export function dataPath(dataDir: string, path: string): string {
  if (path === ':memory:') return path;
  return isAbsolute(path) ? path : resolve(dataDir, path);
}
