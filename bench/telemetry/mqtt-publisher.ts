// Publishes MQTT 3.1.1 frames that were made beforehand, as fast as the broker takes them.
// Usage: node bench/telemetry/mqtt-publisher.ts port messages readingsPerMessage qos
import { once } from 'node:events';
import { connect } from 'node:net';

const [port = 1883, messages = 1, perMessage = 1, qos = 0] = process.argv.slice(2).map(Number);
const METRICS = [
  ['temperature', '°C'],
  ['humidity', '%'],
  ['co2_ppm', 'ppm'],
  ['power_kw', 'kW'],
  ['battery_pct', '%'],
] as const;
const DEVICES = 1_000;
const START_MS = Date.parse('2026-01-01T00:00:00Z');
const FRAMES_PER_WRITE = 100;

const socket = connect(port, '127.0.0.1').setNoDelay(true);
await once(socket, 'connect');
const id = Buffer.from(`bench-${process.pid}`);
socket.write(
  Buffer.concat([
    Buffer.from([0x10, 12 + id.length, 0, 4]),
    Buffer.from('MQTT'),
    Buffer.from([4, 2, 0, 0, 0, id.length]),
    id,
  ]),
);
await once(socket, 'data');
socket.resume(); // its acknowledgements are of no interest
const writes = frames();
process.stdout.write('ready\n');
await once(process.stdin, 'data');
for (const bytes of writes) {
  if (!socket.write(bytes)) await once(socket, 'drain');
}
socket.end(Buffer.from([0xe0, 0]));
await once(socket, 'close');
process.exit();

/** Every device reports once a minute; with five readings a message all of its metrics, else one after the other. */
function frames(): Buffer[] {
  const all: Buffer[] = [];
  const series = perMessage === 1 ? DEVICES * METRICS.length : DEVICES;
  for (let from = 0; from < messages; from += FRAMES_PER_WRITE) {
    const count = Math.min(FRAMES_PER_WRITE, messages - from);
    const part = Array.from({ length: count }, (_, k) => {
      const i = from + k;
      const timestamp = new Date(START_MS + Math.floor(i / series) * 60_000 + (i % 1_000)).toISOString();
      return perMessage === 1 ? single(i, timestamp) : several(i, timestamp);
    });
    all.push(Buffer.concat(part));
  }
  return all;
}

function single(i: number, timestamp: string): Buffer {
  const [metric, unit] = METRICS[i % METRICS.length] ?? METRICS[0];
  const device = `DEV-${Math.floor(i / METRICS.length) % DEVICES}`;
  const payload = { value: 20 + (i % 97) / 10, unit, timestamp, quality: 'good' };
  return frame(`nexus/v1/NORTH/${device}/${metric}`, JSON.stringify(payload));
}

function several(i: number, timestamp: string): Buffer {
  const readings = METRICS.map(([metric, unit], k) => ({
    metric,
    value: 20 + ((i + k) % 97) / 10,
    unit,
    quality: 'good',
  }));
  return frame(`nexus/v1/NORTH/DEV-${i % DEVICES}`, JSON.stringify({ timestamp, readings }));
}

function frame(topicText: string, payloadText: string): Buffer {
  const topic = Buffer.from(topicText);
  const payload = Buffer.from(payloadText);
  const length = 2 + topic.length + (qos > 0 ? 2 : 0) + payload.length;
  const lengthBytes: number[] = [];
  for (let rest = length; ; rest >>= 7) {
    lengthBytes.push(rest >= 128 ? (rest & 127) | 128 : rest);
    if (rest < 128) break;
  }
  const head = Buffer.from([0x30 | (qos << 1), ...lengthBytes, topic.length >> 8, topic.length & 255]);
  return Buffer.concat(qos > 0 ? [head, topic, Buffer.from([0, 1]), payload] : [head, topic, payload]);
}
