export { type DemoBuilding, demoBuilding, type DemoOptions } from './demo-building.ts';
export { type Behaviour, behaviourOf } from './firmware/behaviour.ts';
export { DeviceFleet, type FleetOptions } from './firmware/device-fleet.ts';
export { answerInProcess, exchange } from './firmware/in-process.ts';
export { answerOverMqtt, type OverMqttOptions } from './firmware/over-mqtt.ts';
export type { Anomaly, AnomalyKind } from './faults/fault.ts';
export type { FloorConsumption, GroundTruth, SilentDevice } from './ground-truth.ts';
export { demoState, type DemoStores, seedDemo, type SeedOptions, type SeedReport } from './seeding/seed-demo.ts';
