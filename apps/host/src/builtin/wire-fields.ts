import { cleanText } from '@nexus/models';
import * as z from 'zod';

/** Names are data from devices and people: cleaned, and cut. */
export const Text = z.string().transform((text) => cleanText(text, 80));
export const LongText = z.string().transform((text) => cleanText(text, 240));
export const Optional = Text.optional();
export const Figure = z.number().optional();
