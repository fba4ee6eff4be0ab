// Loaded only when there is a broker to connect to: an entry of its own in the build.
export { openMqttChannel } from './mqtt-channel.ts';
