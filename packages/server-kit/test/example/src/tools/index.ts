import { listNotes } from './list-notes.ts';
import { writeNote } from './write-note.ts';

export const tools = [listNotes, writeNote];
