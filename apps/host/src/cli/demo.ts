import { NexusError } from '@nexus/models';
import { type AskFlags, askHost } from './ask.ts';
import { EXIT } from './exit-codes.ts';
import { runProgram } from './programs.ts';
import { withHost } from './with-host.ts';

/** What facilities engineers ask; the platform exists to answer these. */
const DEMO_QUESTIONS = [
  'What is the current CO₂ level in conference room 3B?',
  'Show me all devices in Zone A that have been offline for more than 10 minutes.',
  'Generate a weekly energy consumption report for floors 2 through 5.',
  'Push firmware version 2.4.1 to all temperature sensors in Building North.',
  'Are there any anomalous vibration readings from the HVAC units today?',
] as const;

/** Sets up the demo building where there is none, brings it up to now, and answers questions about it. */
export async function demo(question: string, flags: AskFlags): Promise<number> {
  // What answers is loaded while the building is brought up to date.
  const [code] = await Promise.all([
    runProgram('@nexus/simulator', ['seed', '--if-empty'], 'to-stderr'),
    import('@modelcontextprotocol/sdk/client/index.js'),
  ]);
  if (code >= EXIT.hungUp) return code;
  if (code !== EXIT.ok) {
    throw new NexusError('unavailable', `The demo building could not be set up (exit code ${code}).`, {
      hint: 'What went wrong is said above. NEXUS_DATA_DIR names the folder of the databases.',
    });
  }
  if (question === '' && process.stdin.isTTY && process.stdout.isTTY) {
    const { chat } = await import('./chat.ts');
    return await chat(flags);
  }
  const questions = question === '' ? DEMO_QUESTIONS : [question];
  return await withHost(flags, (host, signal, watch) =>
    askHost(host, questions, { signal, json: flags.json ?? false, watch }),
  );
}
