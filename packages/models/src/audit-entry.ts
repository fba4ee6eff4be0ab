import * as z from 'zod';
import { Instant } from './instant.ts';

export const AuditEntry = z.object({
  at: Instant,
  actor: z.string().describe('Client or principal.'),
  action: z.string(),
  subject: z.string().describe('Id of what changed.'),
  before: z.record(z.string(), z.json()).optional(),
  after: z.record(z.string(), z.json()).optional(),
  reason: z.string().optional(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
