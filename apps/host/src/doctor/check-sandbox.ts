import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as z from 'zod';
import { packageBin, platformEnvironment } from '../servers/bundled.ts';
import { finder, type Finding, type Patient } from './finding.ts';

const PATIENCE_MS = 30_000;

const Info = z.object({
  engine: z.string(),
  layers: z.array(z.object({ layer: z.string(), active: z.boolean(), detail: z.string().optional() })),
});

/** What stands around the code of dynamic tools on this machine, by the server's own account. */
export async function checkSandbox({ environment, signal }: Patient): Promise<Finding[]> {
  const { ok, warning, fault } = finder('sandbox');
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [packageBin('@nexus/dynamic-tools'), 'sandbox'], {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...platformEnvironment(environment) },
      timeout: PATIENCE_MS,
      signal,
    });
    const { engine, layers } = Info.parse(JSON.parse(stdout));
    const [active, missing] = [layers.filter((each) => each.active), layers.filter((each) => !each.active)];
    const names = (some: typeof layers) => some.map(({ layer }) => layer).join(', ');
    if (missing.length === 0) return [ok(`${engine}, with all layers: ${names(active)}.`)];
    return [
      warning(
        `${engine}, without: ${names(missing)}. Layers that stand: ${names(active)}.`,
        'Linux with user namespaces and seccomp has all of them; else set NEXUS_DYNAMIC_APPROVAL=required.',
      ),
    ];
  } catch (error) {
    const reason = lastWords(error);
    return [
      fault(`it cannot be started: ${reason}.`, 'Dynamic tools do not work; nexus-dynamic-tools sandbox tells more.'),
    ];
  }
}

/** What the program said last, or why there was none. */
function lastWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const said = 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim().split('\n').at(-1) : '';
  return said || error.message;
}
