import { connectAsync } from 'mqtt';

/** What devices do with an order: the reports that they send, one after the other. */
export type Answer = (deviceId: string, target: string) => readonly object[];

export const obedient: Answer = (_deviceId, target) => [
  { status: 'downloading', progress_pct: 50 },
  { status: 'installing' },
  { status: 'succeeded', firmware_version: target },
];

/** Devices at a broker that answer each execution once; `received` has every order that came, with repeats. */
export async function connectDevices(url: string, answer: Answer = obedient) {
  const client = await connectAsync(url, { reconnectPeriod: 200 });
  const received: string[] = [];
  const begun = new Set<string>();
  const say = (deviceId: string, report: object) =>
    client.publishAsync(`nexus/v1/${deviceId}/ota/status`, JSON.stringify(report), { qos: 1, retain: true });
  client.on('message', (topic, payload) => {
    if (payload.length === 0) return; // taken back
    const deviceId = topic.split('/')[2] ?? '';
    const { execution_id, target_version } = JSON.parse(payload.toString()) as Record<string, string>;
    received.push(`${deviceId} ${execution_id}`);
    if (begun.has(execution_id!)) return;
    begun.add(execution_id!);
    for (const [sequence, report] of answer(deviceId, target_version!).entries()) {
      void say(deviceId, { execution_id, sequence, ...report });
    }
  });
  await client.subscribeAsync('nexus/v1/+/ota/job', { qos: 1 });
  return { received, say, [Symbol.asyncDispose]: () => client.endAsync(true) };
}
