// Runs the command from its sources, as its bin runs it when built.
import { main } from '../../src/main.ts';

process.exitCode = await main(process.argv.slice(2));
