// Loaded only when there is a broker to connect to: an entry of its own in the build.
export { type BrokerSettings, openMqttChannel } from './mqtt-channel.ts';
