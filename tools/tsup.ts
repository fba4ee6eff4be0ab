import { rmSync } from 'node:fs';
import type { Options } from 'tsup';
import { thirdPartyLicences } from './third-party.ts';

const shared: Options = {
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

const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** The SDK imports Ajv to check elicited answers, which the kit does itself: 300 KB that every start would read. */
const withoutAjv: Plugin = {
  name: 'without-ajv',
  setup(build) {
    build.onLoad({ filter: /[\\/]validation[\\/]ajv-provider\.js$/ }, () => ({
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

/**
 * A server package, installed with nothing but the native database beside it: `bin.js` is the guard, `main.js` the
 * whole server in one file, and `index.js` and `store/index.js` are what developers and other packages import.
 *
 * @param lazy Sources by the specifier of a dynamic import, or `#` and the name of a worker: each becomes a file of its own,
 * which no start reads.
 * @param beside Packages of ours that stay dependencies, since they need files of their own.
 */
export function server(lazy: Readonly<Record<string, string>> = {}, ...beside: readonly string[]): Options[] {
  const bundled: Options = {
    ...shared,
    noExternal: [new RegExp(`^@nexus/(?!(?:${beside.join('|')})$)`)],
    esbuildOptions: (options) => {
      // From the sources, so that only what is used comes along.
      options.conditions = ['@nexus/source', 'module', 'import'];
      // A client waits for every byte to be read; names stay, for the traces in the log.
      options.minifyWhitespace = true;
      options.minifySyntax = true;
    },
  };
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
      // What is CommonJS in it asks for Node's modules by `require`.
      banner: { js: REQUIRE },
      esbuildPlugins: [apart(Object.keys(lazy)), thirdPartyLicences(`dist/THIRD-PARTY-${fileOf(specifier)}.md`)],
    })),
    { ...bundled, entry: ['src/index.ts', 'src/store/index.ts'], splitting: true },
  );
}
