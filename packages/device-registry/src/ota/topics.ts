const PREFIX = 'nexus/v1';

/** Where a device finds its order; retained, so that one that was away finds it too. */
export function jobTopic(deviceId: string): string {
  return `${PREFIX}/${deviceId}/ota/job`;
}

/** Where devices say how it goes; retained, so that a worker that was away hears the last of it. */
export const STATUS_FILTER = `${PREFIX}/+/ota/status`;

export function statusTopic(deviceId: string): string {
  return `${PREFIX}/${deviceId}/ota/status`;
}

/** The device of a topic of ours. */
export function deviceOf(topic: string, last: 'job' | 'status'): string | undefined {
  const [product, version, device, ota, what, ...more] = topic.split('/');
  const isOurs = `${product}/${version}` === PREFIX && ota === 'ota' && what === last && more.length === 0;
  return isOurs && device !== '' ? device : undefined;
}
