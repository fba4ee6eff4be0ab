export { type DemoBuilding, demoBuilding, type DemoOptions } from './demo-building.ts';
export type { Anomaly, AnomalyKind } from './faults/fault.ts';
export type { FloorConsumption, GroundTruth, SilentDevice } from './ground-truth.ts';
export { demoState, type DemoStores, seedDemo, type SeedOptions, type SeedReport } from './seeding/seed-demo.ts';
