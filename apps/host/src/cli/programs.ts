import { spawn } from 'node:child_process';
import { NexusError } from '@nexus/models';
import { packageBin } from '../servers/bundled.ts';
import { onInterrupt } from './interrupt.ts';

/** `to-stderr` keeps stdout for the answer. */
export type ProgramOutput = 'as-is' | 'to-stderr';

/** Runs the program of a package in the foreground. @returns Its exit code, or that of the signal that ended it. */
export async function runProgram(
  packageName: string,
  args: readonly string[],
  output: ProgramOutput = 'as-is',
): Promise<number> {
  using interrupt = onInterrupt();
  const child = spawn(process.execPath, [packageBin(packageName), ...args], {
    stdio: ['inherit', output === 'as-is' ? 'inherit' : process.stderr.fd, 'inherit'],
  });
  // A terminal has told the child already; a signal to this process alone has not.
  interrupt.signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', (cause) => {
      reject(new NexusError('unavailable', `${packageName} cannot be started: ${cause.message}`, { cause }));
    });
    child.on('exit', (exitCode) => resolve(exitCode ?? 1));
  });
  return interrupt.exitCode ?? code;
}
