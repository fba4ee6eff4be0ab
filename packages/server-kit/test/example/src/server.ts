import { defineServer } from '@nexus/server-kit';
import * as z from 'zod';
import type { Deps } from './deps.ts';
import { resources } from './resources/index.ts';
import { tools } from './tools/index.ts';

export const server = defineServer({
  name: 'notes',
  title: 'Notes',
  version: '1.0.0',
  description: 'Keeps short notes.',
  instructions: 'Find ids with list_notes before you write to an existing note.',
  port: 8100,
  config: z.object({ NOTES_MAX: z.coerce.number().int().min(1).default(100).describe('At most so many notes.') }),
  async open({ NOTES_MAX }): Promise<Deps> {
    return { notes: new Map(), maxNotes: NOTES_MAX, async [Symbol.asyncDispose]() {} };
  },
  tools,
  resources,
  prompts: [],
});
