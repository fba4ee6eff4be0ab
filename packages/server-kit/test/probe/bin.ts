import { run } from '@nexus/server-kit/node';
import { probe } from './server.ts';

await run(probe);
