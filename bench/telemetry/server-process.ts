import { spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { atExit } from './at-exit.ts';

/**
 * Starts a program that runs until it is stopped, and never longer than this process.
 *
 * @returns How to stop it; `undefined` where the program is not installed.
 */
export async function startServer(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<(() => Promise<void>) | undefined> {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'], ...options });
  try {
    await once(child, 'spawn');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const ended = once(child, 'exit');
  const interrupt = () => void child.kill('SIGINT'); // for PostgreSQL this is its fast shutdown
  const callOff = atExit(interrupt);
  return async () => {
    callOff();
    interrupt();
    await ended;
  };
}
