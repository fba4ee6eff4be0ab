import type { Interface } from 'node:readline/promises';
import type { Approval, ApprovalRequest } from '../loop/approval.ts';
import { coloursFor } from './colours.ts';
import { compactArguments } from './event-printer.ts';

/** Asks the person at the terminal whether a call may be made. */
export async function askApproval(
  readline: Interface,
  request: ApprovalRequest,
  signal: AbortSignal,
): Promise<Approval> {
  const { yellow, bold } = coloursFor(process.stdout);
  const kind = request.access === 'destroy' ? 'changes something for good' : 'changes something';
  console.log(yellow(`${bold(request.title)} ${kind}: ${request.tool} ${compactArguments(request.arguments)}`));
  const answer = (await readline.question('Allow it? [y]es, for this [s]ession, [N]o: ', { signal }))
    .trim()
    .toLowerCase();
  if (answer === 'y' || answer === 'yes') return 'once';
  return answer === 's' || answer === 'session' ? 'session' : 'refuse';
}
