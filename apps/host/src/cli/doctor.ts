import { loadEnvironment } from '@nexus/models/environment';
import { examine } from '../doctor/examine.ts';
import type { Finding } from '../doctor/finding.ts';
import { plainText } from '../loop/plain-text.ts';
import { coloursFor } from './colours.ts';
import { EXIT } from './exit-codes.ts';
import { onInterrupt } from './interrupt.ts';

export interface DoctorFlags {
  readonly config?: string;
  readonly json?: boolean;
}

/** Says what is wrong and what to do about it. @returns 1 when something is. */
export async function doctor({ config, json = false }: DoctorFlags): Promise<number> {
  using interrupt = onInterrupt();
  const findings = await examine({ environment: loadEnvironment(), serverFile: config, signal: interrupt.signal });
  if (interrupt.exitCode !== undefined) return interrupt.exitCode;
  const count = (status: Finding['status']) => findings.filter((each) => each.status === status).length;
  const [faults, warnings] = [count('fault'), count('warning')];
  if (json) console.log(JSON.stringify({ ok: faults === 0, faults, warnings, findings }, null, 2));
  else {
    for (const finding of findings) print(finding);
    const result = faults > 0 ? `${faults} wrong` : warnings > 0 ? 'Nothing is wrong' : 'All is well';
    console.log(`\n${result}${warnings > 0 ? `, ${warnings} to look at` : ''}.`);
  }
  return faults === 0 ? EXIT.ok : EXIT.failed;
}

function print({ check, status, message, cure }: Finding): void {
  const { green, yellow, red, bold, dim } = coloursFor(process.stdout);
  const mark = { ok: green('✓'), warning: yellow('!'), fault: red('✗') }[status];
  console.log(`${mark} ${bold(check)}: ${plainText(message)}`);
  if (cure !== undefined) console.log(dim(`    ${plainText(cure)}`));
}
