import fc from 'fast-check';

// The same cases in every run: a change is judged by what it changed. `NEXUS_TEST_SEED=random` looks for new ones, and a
// failure prints the seed that finds it again.
const seed = process.env['NEXUS_TEST_SEED'] ?? '20261124';
if (seed !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });

// Of what is no number fast-check would make no run at all, and pass.
const runs = process.env['NEXUS_PROPERTY_RUNS'] ?? '1';
if (!(Number(runs) >= 1)) throw new Error(`NEXUS_PROPERTY_RUNS is a number of runs, not ${JSON.stringify(runs)}`);
