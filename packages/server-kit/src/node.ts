export { run } from './node/run.ts';
export { createHttpApp, type HttpApp, type HttpAppOptions } from './http/app.ts';
export type { AccessToken } from './http/guard.ts';
