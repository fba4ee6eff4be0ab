import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

const INSTALLED = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/;

/** Writes the licences of every installed package in a bundle to `file`, to be shipped beside it. */
export function thirdPartyLicences(file: string): Plugin {
  return {
    name: 'third-party-licences',
    setup(build) {
      build.initialOptions.metafile = true;
      build.onEnd((result) => {
        const inputs = Object.keys(result.metafile?.inputs ?? {});
        const folders = new Set(inputs.map((input) => INSTALLED.exec(input.replaceAll('\\', '/'))?.[0] ?? ''));
        folders.delete('');
        mkdirSync(dirname(file), { recursive: true }); // the first of several builds comes before the bundler's own folder
        writeFileSync(file, `${[...folders].map(notice).toSorted().join('\n\n')}\n`);
      });
    },
  };
}

function notice(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  const text = globSync('{LICENSE,LICENCE,License,license}*', { cwd: folder })
    .filter((name) => existsSync(join(folder, name)))
    .map((name) => readFileSync(join(folder, name), 'utf8').trim())
    .join('\n\n');
  const { name, version, license = 'see the text' } = manifest;
  return `## ${name} ${version} (${license})\n\n${text === '' ? 'The package ships no licence text.' : text}`;
}
