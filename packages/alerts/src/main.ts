import { run } from '@nexus/server-kit/node';
import { server } from './server.ts';

await run(server);
