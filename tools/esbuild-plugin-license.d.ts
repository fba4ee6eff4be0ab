// The package has types, but its `exports` do not lead to them.
declare module 'esbuild-plugin-license' {
  import type { Plugin } from 'esbuild';

  interface Bundled {
    readonly packageJson: { readonly name?: string; readonly version?: string; readonly license?: unknown };
    readonly licenseText: string;
  }

  export default function license(options: {
    readonly banner: string;
    readonly thirdParty: {
      readonly output: { readonly file: string; template(bundled: readonly Bundled[]): string };
    };
  }): Plugin;
}
