import fc from 'fast-check';

// The same cases in every run: a change is judged by what it changed. `NEXUS_TEST_SEED=random` looks for new ones, and a
// failure prints the seed that finds it again.
const seed = process.env['NEXUS_TEST_SEED'] ?? '20261124';
if (seed !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
