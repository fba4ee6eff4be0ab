import { firmwareAuditPrompt } from './firmware-audit-prompt.ts';

export const prompts = [firmwareAuditPrompt];
