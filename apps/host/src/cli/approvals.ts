import { loadEnvironment } from '@nexus/models/environment';
import { type Remembered, RememberedConsent } from '../consent/remembered.ts';
import { plainText } from '../loop/plain-text.ts';
import { dataDirOf } from '../platform/platform-plan.ts';
import { coloursFor } from './colours.ts';
import { EXIT } from './exit-codes.ts';

export interface ApprovalFlags {
  readonly json?: boolean;
  readonly definitions?: boolean;
}

/** Shows what was allowed for good. @returns 1 when a file of it cannot be read. */
export async function listApprovals({ json = false }: ApprovalFlags): Promise<number> {
  const remembered = await new RememberedConsent(dataDirOf(loadEnvironment())).list();
  const { faults, ...kept } = remembered;
  if (json) console.log(JSON.stringify(kept, null, 2));
  else print(remembered);
  for (const { message, hint } of faults) console.error(coloursFor(process.stderr).red(`${message}\n${hint ?? ''}`));
  return faults.length === 0 ? EXIT.ok : EXIT.failed;
}

/** Takes back what was allowed for good. */
export async function revokeApprovals(
  server: string,
  tool: string | undefined,
  { json = false, definitions }: ApprovalFlags,
): Promise<number> {
  const remembered = new RememberedConsent(dataDirOf(loadEnvironment()));
  const forgotten = await remembered.revoke({ server, tool, definitions });
  if (json) console.log(JSON.stringify(forgotten));
  else {
    const { approvals, definitions: described } = forgotten;
    console.log(
      `Forgotten of ${plainText(server)}: ${approvals} approved${described > 0 ? `, ${described} described` : ''}.`,
    );
  }
  return EXIT.ok;
}

function print({ approvals, definitions }: Remembered): void {
  const { bold, dim } = coloursFor(process.stdout);
  console.log(bold('Allowed for good'));
  if (approvals.length === 0) console.log('  nothing; "always" at a question of nexus chat or ask allows a tool');
  for (const { server, tool, since } of approvals)
    console.log(`  ${plainText(`${server}  ${tool}`)}  ${dim(minute(since))}`);
  console.log(bold('Has to stay as it is described'));
  if (definitions.length === 0) console.log('  nothing; the tools of a server are remembered when they are first seen');
  for (const { server, tools, since } of definitions)
    console.log(`  ${plainText(server)}  ${dim(minute(since))}  ${dim(plainText(tools.join(', ')))}`);
}

function minute(instant: string): string {
  return `${instant.slice(0, 16).replace('T', ' ')} UTC`;
}
