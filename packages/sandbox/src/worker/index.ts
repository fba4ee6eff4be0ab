export { lockdown } from './lockdown.ts';
export type { Answer, RunRequest } from './protocol.ts';
export { applySeccomp } from './seccomp.ts';
export { serve } from './serve.ts';
