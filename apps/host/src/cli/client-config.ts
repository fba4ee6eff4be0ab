import { resolve } from 'node:path';
import { loadEnvironment } from '@nexus/models/environment';
import { type ClientName, desktopClient } from '../client-config/client.ts';
import { serverEntries, usualForm } from '../client-config/entries.ts';
import { EXIT } from './exit-codes.ts';

export interface ClientConfigFlags {
  readonly write?: boolean;
  readonly file?: string;
  readonly local?: boolean;
  readonly npx?: boolean;
}

/** Prints how a desktop client is told of the servers, or writes it into the client's file. */
export async function clientConfig(name: ClientName, flags: ClientConfigFlags): Promise<number> {
  const environment = loadEnvironment();
  const client = desktopClient(name, environment);
  const { title, section, typed, next } = client;
  const file = flags.file === undefined ? client.file : resolve(flags.file);
  const form = flags.npx === true ? 'npx' : flags.local === true ? 'local' : usualForm();
  const entries = serverEntries(environment, { form, typed });
  if (flags.write !== true) {
    console.log(JSON.stringify({ [section]: entries }, null, 2));
    console.error(`${title} reads this from ${file}; --write merges it into that file.`);
    return EXIT.ok;
  }
  const { writeConfig } = await import('../client-config/write-config.ts');
  const { outcome, backup } = writeConfig(file, section, entries, Date.now());
  if (outcome === 'unchanged') console.log(`${file} has the servers already.`);
  else console.log(`The servers are in ${file}. ${next}`);
  if (backup !== undefined) console.log(`As it was before: ${backup}`);
  return EXIT.ok;
}
