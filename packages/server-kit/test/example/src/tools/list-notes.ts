import { pageInput, pageOutput } from '@nexus/server-kit';
import * as z from 'zod';
import { defineTool } from '../deps.ts';

export const listNotes = defineTool({
  name: 'list_notes',
  title: 'List notes',
  description: 'The notes, in the order of their ids.',
  access: 'read',
  input: z.strictObject({ query: z.string().optional().describe('Only notes with this in their text.'), ...pageInput }),
  output: z.object({ notes: z.array(z.object({ note_id: z.string(), text: z.string() })), ...pageOutput }),
  run({ query = '', limit, offset }, { deps }) {
    const found = [...deps.notes].filter(([, text]) => text.includes(query)).sort(([a], [b]) => (a < b ? -1 : 1));
    const notes = found.slice(offset, offset + limit).map(([note_id, text]) => ({ note_id, text }));
    return { notes, total: found.length, offset, limit };
  },
});
