import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Options } from 'tsup';
import { sourceHash } from './source-hash.ts';
import { thirdPartyLicences } from './third-party.ts';

/** What all builds have in common. */
export const shared: Options = {
  format: 'esm',
  platform: 'node',
  target: 'node22',
  splitting: false,
  dts: false, // `tsc` emits the declarations
  silent: true,
};

/** The builds of one package, into an emptied `dist`: they run at once, so none of them may empty it itself. */
export function builds(...all: readonly Options[]): Options[] {
  rmSync('dist', { recursive: true, force: true });
  return [...all];
}

/** A package that developers import: its dependencies stay imports. */
export function library(...entry: string[]): Options {
  return { ...shared, entry };
}

/** What is CommonJS in a bundle asks for Node's modules by `require`. */
export const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** The SDK's client and server import Ajv in case nothing else checks: 300 KB that every start would read. */
const withoutAjv: Plugin = {
  name: 'without-ajv',
  setup(build) {
    const namespace = 'without-ajv';
    build.onResolve({ filter: /^\.\.\/validation\/ajv-provider\.js$/ }, ({ path }) => ({ path, namespace }));
    build.onLoad({ filter: /./, namespace }, () => ({
      contents: 'export class AjvJsonSchemaValidator {}',
      loader: 'js',
    }));
  },
};

/** Leaves what is imported when it is needed out of the bundle, as a file beside it. */
function apart(specifiers: readonly string[]): Plugin {
  return {
    name: 'apart',
    setup(build) {
      build.onResolve({ filter: /^[^.]/ }, ({ path, kind }) =>
        kind === 'dynamic-import' && specifiers.includes(path)
          ? { path: `./${fileOf(path)}.js`, external: true }
          : undefined,
      );
    },
  };
}

function fileOf(specifier: string): string {
  return specifier.replace(/^(#|@nexus\/)/, '').replaceAll('/', '-');
}

/** Packages of ours come from their sources, so that only what is used of them comes along. */
const fromSources: Options = {
  ...shared,
  esbuildOptions: (options) => {
    options.conditions = ['@nexus/source', 'module', 'import'];
    // A start waits for every byte to be read; names stay, for the traces in the log.
    options.minifyWhitespace = true;
    options.minifySyntax = true;
  },
};

/**
 * A server package, installed with nothing but the native database beside it: `bin.js` is the guard, `main.js` the
 * whole server in one file, and `index.js` and `store/index.js` are what developers and other packages import.
 *
 * @param lazy Sources by the specifier of a dynamic import, or `#` and the name of a worker: each becomes a file of its own,
 * which no start reads.
 * @param beside Packages of ours that stay dependencies, since they need files of their own.
 */
export function server(lazy: Readonly<Record<string, string>> = {}, ...beside: readonly string[]): Options[] {
  const bundled: Options = { ...fromSources, noExternal: [new RegExp(`^@nexus/(?!(?:${beside.join('|')})$)`)] };
  return builds(
    { ...shared, entry: ['src/bin.ts'], external: ['./main.js'] },
    {
      ...bundled,
      entry: ['src/main.ts'],
      splitting: true, // what is imported when it is needed stands apart, with what it shares
      esbuildPlugins: [withoutAjv, apart(Object.keys(lazy)), thirdPartyLicences('dist/THIRD-PARTY.md')],
    },
    ...Object.entries(lazy).map(([specifier, source]) => ({
      ...bundled,
      entry: { [fileOf(specifier)]: source },
      banner: { js: REQUIRE },
      esbuildPlugins: [apart(Object.keys(lazy)), thirdPartyLicences(`dist/THIRD-PARTY-${fileOf(specifier)}.md`)],
    })),
    { ...bundled, entry: ['src/index.ts', 'src/store/index.ts'], splitting: true },
  );
}

/**
 * A command in few files: whatever it imports is bundled, in chunks, so that each way through it reads only its own.
 *
 * @param beside Packages that stay dependencies, since they need files of their own or are seldom needed.
 */
export function commandLine(entry: string, ...beside: readonly string[]): Options {
  return {
    ...fromSources,
    entry: [entry],
    outDir: 'dist/command',
    splitting: true,
    noExternal: [new RegExp(`^(?!node:|(?:${beside.join('|')})(?:/|$))[^.]`)],
    banner: { js: REQUIRE },
    esbuildPlugins: [withoutAjv, stamp('dist/command/sources.sha256'), thirdPartyLicences('dist/THIRD-PARTY.md')],
  };
}

/** Writes beside a build what it was made from, so that tests can tell an old one. */
function stamp(file: string): Plugin {
  return {
    name: 'stamp',
    setup(build) {
      const hash = sourceHash('.');
      build.onEnd(() => {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, `${hash}\n`);
      });
    },
  };
}

/** A package that developers import, with only what it uses of our other packages, so that it loads little. */
export function lightLibrary(...entry: string[]): Options {
  return { ...fromSources, entry, noExternal: [/^@nexus\//], splitting: true };
}
