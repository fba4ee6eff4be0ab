/// <reference path="./esbuild-plugin-license.d.ts" />
import license from 'esbuild-plugin-license';
import type { Options } from 'tsup';

const shared: Options = {
  format: 'esm',
  platform: 'node',
  target: 'node22',
  treeshake: true,
  splitting: false,
  dts: false, // `tsc` emits the declarations
  silent: true,
};

/** A package that developers import: its dependencies stay imports. */
export function library(...entry: string[]): Options {
  return { ...shared, entry };
}

/** The licences of everything in a bundle, shipped beside it. */
const licences = license({
  banner: '',
  thirdParty: {
    output: {
      file: 'dist/THIRD-PARTY.md',
      template: (bundled) =>
        bundled
          .map(
            ({ packageJson: { name, version, license }, licenseText }) =>
              `## ${name} ${version} (${String(license)})\n\n${licenseText}`,
          )
          .toSorted()
          .join('\n\n'),
    },
  },
});

/**
 * A server package, installed with nothing but the native database beside it: `bin.js` is the guard, `main.js` the
 * whole server in one file, and `index.js` and `store/index.js` are what developers and other packages import.
 */
export function server(): Options[] {
  const bundled: Options = { ...shared, noExternal: [/^@nexus\//] };
  return [
    { ...shared, entry: ['src/bin.ts'], external: ['./main.js'] },
    { ...bundled, entry: ['src/main.ts'], esbuildPlugins: [licences] },
    { ...bundled, entry: ['src/index.ts', 'src/store/index.ts'], splitting: true },
  ];
}
