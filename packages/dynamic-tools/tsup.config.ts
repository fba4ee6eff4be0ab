import { defineConfig } from 'tsup';
import { server } from '../../tools/tsup.ts';

// The sandbox starts processes from files of its own, so it stays a package beside this one, as does what brings it Python.
export default defineConfig(server({}, 'sandbox', 'sandbox-python'));
