import type { Approval, ApprovalRequest } from '../loop/approval.ts';
import { plainText } from '../loop/plain-text.ts';
import { coloursFor } from './colours.ts';
import type { AskPerson } from './dialogue.ts';
import { compactArguments } from './event-printer.ts';

const ANSWERS: Readonly<Partial<Record<string, Approval>>> = {
  y: 'once',
  yes: 'once',
  s: 'session',
  session: 'session',
  a: 'always',
  always: 'always',
};

/** Asks the person at the terminal whether a call may be made. */
export async function askApproval(ask: AskPerson, request: ApprovalRequest): Promise<Approval> {
  const { yellow, bold, red, green } = coloursFor(process.stdout);
  const kind = request.access === 'destroy' ? 'changes something for good' : 'changes something';
  const { code, ...others } = request.arguments;
  console.log(yellow(`${bold(request.title)} ${kind}: ${request.tool} ${compactArguments(others)}`));
  // Whoever allows code has seen all of it.
  if (code !== undefined) console.log(plainText(typeof code === 'string' ? code : JSON.stringify(code)));
  for (const { field, before, after } of request.changes) {
    console.log(`  ${plainText(field)}: ${red(plainText(before))} → ${green(plainText(after))}`);
  }
  if (request.caution !== undefined) console.log(yellow(`  ${request.caution}`));
  const answer = await ask('Allow it? [y]es, for this [s]ession, [a]lways, [N]o: ');
  return ANSWERS[answer.trim().toLowerCase()] ?? 'refuse';
}
