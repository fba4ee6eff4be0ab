export { createBuiltinBackend } from './backend.ts';
