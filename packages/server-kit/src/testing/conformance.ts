import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';

/** The scenarios of `@modelcontextprotocol/conformance` that hold for every server, whatever its domain. */
export const GENERIC_SCENARIOS = [
  'server-initialize',
  'ping',
  'logging-set-level',
  'tools-list',
  'resources-list',
  'prompts-list',
  'dns-rebinding-protection',
  'server-sse-multiple-streams',
  'server-session-lifecycle',
] as const;

export interface ConformanceRun {
  readonly exitCode: number;
  /** Everything that the suite printed. */
  readonly output: string;
}

/**
 * Runs the conformance suite, a devDependency of the caller, against a running server.
 *
 * @param args Such as `['--requirements', '2025-11-25']`.
 * @param from `import.meta.url` of the caller.
 */
export async function runConformance(url: string, args: readonly string[], from: string): Promise<ConformanceRun> {
  const manifest = createRequire(from).resolve('@modelcontextprotocol/conformance/package.json');
  const { bin } = z
    .object({ bin: z.object({ conformance: z.string() }) })
    .parse(JSON.parse(readFileSync(manifest, 'utf8')));
  const script = join(dirname(manifest), bin.conformance);
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, 'server', '--url', url, ...args], {
      maxBuffer: 64 * 1024 * 1024,
    });
    return { exitCode: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = FailedRun.parse(error);
    return { exitCode: code, output: stdout + stderr };
  }
}

const FailedRun = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() });

/**
 * Those of the scenarios that a running server does not pass, each with what the suite printed about it.
 *
 * The suite is run once, whole: a process for each scenario would take ten times as long.
 */
export async function failedScenarios(
  url: string,
  from: string,
  scenarios: readonly string[] = GENERIC_SCENARIOS,
): Promise<readonly string[]> {
  const { output } = await runConformance(url, ['--suite', 'active', '--spec-version', '2025-11-25'], from);
  const passed = new Set([...output.matchAll(/^✓ ([\w-]+): /gmu)].map(([, name]) => name));
  return scenarios.filter((name) => !passed.has(name)).map((name) => `${name}:\n${sectionOf(output, name) ?? output}`);
}

function sectionOf(output: string, scenario: string): string | undefined {
  return output.split(/^=== /mu).find((section) => section.startsWith(`Running scenario: ${scenario} `));
}
