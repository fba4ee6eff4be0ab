import { join } from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';
import { type Deps, NoteFile } from './server.ts';

/** The probe's dependencies over a file of their own. */
export function probeDeps(notes: Record<string, string> = {}): Deps & Disposable & { readonly path: string } {
  const folder = temporaryFolder();
  const path = join(folder.path, 'notes.json');
  const file = new NoteFile(path);
  for (const [id, text] of Object.entries(notes)) file.write(id, text);
  return {
    path,
    notes: file,
    async [Symbol.asyncDispose]() {},
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}
