import { silentLogger } from '@nexus/server-kit';
import { MqttIngest } from '../../../src/ingest/mqtt/mqtt-ingest.ts';
import { openTelemetryStore } from '../../../src/store/index.ts';
import { TurnIntake } from './turn-intake.ts';

/** A process that ingests until it is killed, and says so on its stdout. */
const [url = '', path = ''] = process.argv.slice(2);
await using store = await openTelemetryStore(path);
const settings = { broker: { url }, clientIdFile: `${path}.client-id` };
const ingest = await MqttIngest.prepare(settings, new TurnIntake(store), silentLogger);
process.stdout.write('up\n');
await ingest.run(new AbortController().signal);
