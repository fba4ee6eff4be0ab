// Loaded only when there is a broker to connect to, or a mapping to try: an entry of its own in the build.
export { mapMessage } from './mapping/map-message.ts';
export { readMapping } from './mapping/read-mapping.ts';
export { MqttIngest, type MqttSettings } from './mqtt-ingest.ts';
