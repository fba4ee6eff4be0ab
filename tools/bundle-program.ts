import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';
import { REQUIRE, shared } from './tsup.ts';

const NATIVE = 'better-sqlite3';

/** A program of a test, in one file that Node.js runs as it is; disposing removes it. */
export interface BundledProgram extends Disposable {
  readonly path: string;
  /** Runs it to its end. */
  run(...args: readonly string[]): Promise<{ readonly code: number | null; readonly stderr: string }>;
}

/**
 * Bundles a program that a test starts again and again: from the sources each start takes a second of the processor.
 *
 * @param source Of the program, inside the package that tests it.
 */
export async function bundleProgram(source: URL): Promise<BundledProgram> {
  const entry = fileURLToPath(source);
  // Within the package, so that the native driver and the package itself are found from there.
  const folder = mkdtempSync(join(packageOf(dirname(entry)), '.program-'));
  await build({
    ...shared,
    config: false,
    entry: [entry],
    outDir: folder,
    external: [NATIVE],
    noExternal: [new RegExp(`^(?!${NATIVE}$)`)],
    banner: { js: REQUIRE },
    esbuildOptions: (options) => {
      options.conditions = ['@nexus/source', 'module', 'import'];
    },
  });
  const path = join(folder, basename(entry).replace(/\.ts$/, '.js'));
  return {
    path,
    run: (...args) => runToItsEnd(path, args),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

async function runToItsEnd(path: string, args: readonly string[]) {
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}

function packageOf(folder: string): string {
  return globSync('package.json', { cwd: folder }).length > 0 ? folder : packageOf(dirname(folder));
}
