import { note } from './note.ts';

export const resources = [note];
