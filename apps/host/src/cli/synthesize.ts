import { createInterface } from 'node:readline/promises';
import type { Approval, ApprovalRequest } from '../loop/approval.ts';
import { plainText } from '../loop/plain-text.ts';
import { resultText } from '../loop/tool-result.ts';
import type { SynthesisStep } from '../synthesis/synthesis.ts';
import { coloursFor } from './colours.ts';
import { EXIT } from './exit-codes.ts';
import { type HostFlags, withHost } from './with-host.ts';

/** Solves a problem with a tool that a model writes for it. @returns 1 when the call of the new tool fails. */
export async function synthesize(problem: string, flags: HostFlags): Promise<number> {
  const terminal = process.stdin.isTTY && process.stdout.isTTY;
  return await withHost(
    flags,
    async (host, signal) => {
      console.error(coloursFor(process.stderr).dim((await host.backendInfo()).description));
      const { status, tool, proposal, repairs, result } = await host.synthesize(problem, { signal, onStep: printStep });
      const again = repairs === 0 ? '' : `, after ${repairs} ${repairs === 1 ? 'repair' : 'repairs'}`;
      console.log(`${coloursFor(process.stdout).bold(tool)}: ${plainText(proposal.description)}${again}`);
      if (status === 'pending_approval') {
        console.log(`It waits for approval: nexus call approve_dynamic_tool --name ${tool}`);
        return EXIT.ok;
      }
      console.log(result === undefined ? '' : resultText(result));
      return result?.isError === true ? EXIT.failed : EXIT.ok;
    },
    { ...(terminal && { approve: askToRegister }) },
  );
}

function printStep(step: SynthesisStep): void {
  const { dim, yellow } = coloursFor(process.stderr);
  const detail = plainText(step.detail);
  if (step.step === 'repairing') console.error(yellow(`Repair ${step.attempt}:\n${detail}`));
  else console.error(dim(`${step.step}: ${detail}`));
}

/** Shows the code: whoever allows it has seen what will run. */
async function askToRegister(request: ApprovalRequest, signal: AbortSignal): Promise<Approval> {
  const { bold, yellow } = coloursFor(process.stdout);
  const { name, code } = request.arguments;
  console.log(`${bold(plainText(String(name)))}\n${plainText(String(code))}`);
  const readline = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await readline.question(yellow('Register it for every client? [y]es, [N]o: '), { signal });
    return /^y(?:es)?$/iu.test(answer.trim()) ? 'once' : 'refuse';
  } finally {
    readline.close();
  }
}
