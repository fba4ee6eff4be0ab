import { run } from '../../src/node.ts';
import { probe } from './server.ts';

await run(probe);
