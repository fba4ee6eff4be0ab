import { plainText } from '../loop/plain-text.ts';
import { replay as replayRecording } from '../recording/replay.ts';
import { printJson } from './ask.ts';
import { coloursFor } from './colours.ts';
import { eventPrinter } from './event-printer.ts';
import { EXIT } from './exit-codes.ts';

export interface ReplayFlags {
  readonly json?: boolean;
}

/** Goes through a recording again. @returns 1 when something came out differently. */
export async function replay(path: string, { json = false }: ReplayFlags): Promise<number> {
  const show = json ? printJson : eventPrinter({ streaming: false });
  const { questions, divergences } = await replayRecording(path, (event) => {
    if (event.type === 'run_started' && !json) console.log(`> ${plainText(event.question)}`);
    show(event);
  });
  const { red, dim } = coloursFor(process.stderr);
  for (const divergence of divergences) console.error(red(`Differs: ${plainText(divergence)}`));
  const count = `${questions} ${questions === 1 ? 'question' : 'questions'}`;
  if (divergences.length === 0) console.error(dim(`${count} replayed; everything came out as recorded.`));
  return divergences.length === 0 ? EXIT.ok : EXIT.failed;
}
