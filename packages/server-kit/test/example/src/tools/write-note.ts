import { cleanText, NexusError } from '@nexus/models';
import * as z from 'zod';
import { defineTool } from '../deps.ts';

export const writeNote = defineTool({
  name: 'write_note',
  title: 'Write a note',
  description: 'Stores a note, or replaces the one of this id.',
  access: 'write',
  input: z.strictObject({
    note_id: z.string().min(1).max(40).describe('Short id of your choice.'),
    text: z.string().max(500).describe('What the note says.'),
  }),
  output: z.object({ note_id: z.string(), replaced: z.boolean() }),
  run({ note_id, text }, { deps }) {
    const replaced = deps.notes.has(note_id);
    if (!replaced && deps.notes.size >= deps.maxNotes) {
      throw new NexusError('limit_exceeded', `There are ${deps.maxNotes} notes already.`, {
        hint: 'Replace one of those from list_notes.',
      });
    }
    deps.notes.set(note_id, cleanText(text));
    return { note_id, replaced };
  },
});
