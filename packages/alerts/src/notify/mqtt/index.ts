// Loaded only when there is something to tell over a broker: an entry of its own in the build.
export { connectToBroker } from './broker-connection.ts';
