import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import type { ServerSpec } from '../server-spec.ts';
import type { ServerBin } from './server-bin.ts';

export interface BinContractOptions {
  readonly bin: ServerBin;
  /** The environment variable that names the server's database. */
  readonly database: string;
}

/** Registers the tests that the built command of every server passes; without a build they are skipped. */
export function testServerBin<Config extends z.ZodObject, Deps extends AsyncDisposable>(
  spec: ServerSpec<Config, Deps>,
  { bin, database }: BinContractOptions,
): void {
  describe.skipIf(!bin.isBuilt)(`the built command ${spec.name}`, () => {
    test('answers over stdio with nothing but JSON-RPC, and ends when its input does', async () => {
      using folder = temporaryFolder();
      using session = await bin.connect({ folder: folder.path });
      expect(session.serverInfo).toMatchObject({ name: spec.name, version: spec.version });
      const inOrder = spec.tools.map(({ name }) => name).sort();
      const { tools } = await session.ask('tools/list');
      expect(tools).toEqual(inOrder.map((name) => expect.objectContaining({ name }) as object));
      expect(await session.end()).toEqual({ lines: [], code: 0, signal: null });
    });

    test('prints its version, and in its help every command and variable', async () => {
      using folder = temporaryFolder();
      const version = await bin.run(['--version'], { folder: folder.path });
      expect(version).toEqual({ code: 0, stdout: `${spec.version}\n`, stderr: '' });
      const help = await bin.run(['--help'], { folder: folder.path });
      expect(help).toMatchObject({ code: 0, stderr: '' });
      const named = [...(spec.commands ?? []).map(({ name }) => name), ...Object.keys(spec.config.shape)];
      expect(named.filter((name) => !help.stdout.includes(name))).toEqual([]);
    });

    test('a file that is no database stops the start with a sentence and is left as it is', async () => {
      using folder = temporaryFolder();
      const path = join(folder.path, 'notes.txt');
      const content = 'not a database '.repeat(100);
      writeFileSync(path, content);
      const { code, stdout, stderr } = await bin.run([], { folder: folder.path, environment: { [database]: path } });
      expect(stderr).toContain(`${spec.name}: ${path} is no SQLite database.\n`);
      expect(stderr).toContain(database);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(readFileSync(path, 'utf8')).toBe(content);
    });

    test('an old Node.js is told so, before anything is loaded', async () => {
      using folder = temporaryFolder();
      const old = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.19.0'})";
      const { code, stderr } = await bin.run([], { folder: folder.path, nodeArgs: ['--import', old] });
      expect(stderr).toContain(`${spec.name} needs Node.js 22.18 or newer; this is 20.19.0 (`);
      expect(code).toBe(1);
    });
  });
}

function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'server-bin-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
