import { randomUUID } from 'node:crypto';
import { NexusError } from '@nexus/models';
import { brokerOf, type BrokerSettings } from '@nexus/models/broker';
import type { Logger } from '@nexus/server-kit';
import { connect, type MqttClient } from 'mqtt';
import type { ChannelEvents, OtaChannel } from '../channel.ts';
import type { JobOrder } from '../../store/store.ts';
import { executionOf, orderText, readReport } from '../messages.ts';
import { deviceOf, jobTopic, STATUS_FILTER, statusTopic } from '../topics.ts';

const RECONNECT_MS = 2_000;
const ANSWER_MS = 10_000;
/** A process that is told to stop has less than a second. */
const FAREWELL_MS = 300;
const ONCE = { qos: 1 } as const;

/**
 * The way over an MQTT broker; it connects again by itself.
 *
 * Jobs are retained, and devices retain their last report: so neither side has to be there when the other speaks, and
 * nothing has to be kept at the broker for a worker that is away.
 *
 * @throws {NexusError} `unavailable` for a CA file that cannot be read.
 */
export async function openMqttChannel(
  settings: BrokerSettings,
  { onReport, log }: ChannelEvents & { readonly log: Logger },
): Promise<OtaChannel> {
  const clientId = `nexus-firmware-${randomUUID().slice(0, 8)}`;
  const { options, address } = brokerOf(settings);
  const client = connect({ ...options, clientId, reconnectPeriod: RECONNECT_MS });
  client.on('connect', () => log.info('connected to the broker of firmware jobs', { address }));
  client.on('error', (error) => log.warning(`the broker of firmware jobs: ${error.message}`, { address }));
  client.subscribe(STATUS_FILTER, ONCE);
  return new MqttChannel(client, clientId, { onReport });
}

class MqttChannel implements OtaChannel {
  readonly #client: MqttClient;
  readonly #marker: string;
  /** Of the orders that the broker holds, while it is asked for them. */
  #held: Map<string, string> | undefined;
  #markerSeen: (() => void) | undefined;
  connectedMs = 0;

  constructor(client: MqttClient, clientId: string, { onReport }: ChannelEvents) {
    this.#client = client;
    this.#marker = `nexus/v1/${clientId}/marker`;
    client.on('connect', () => (this.connectedMs = performance.now()));
    client.on('message', (topic, payload, { retain }) => {
      if (topic === this.#marker) return this.#markerSeen?.();
      const holder = deviceOf(topic, 'job');
      if (holder !== undefined) return this.#hold(holder, payload);
      const device_id = deviceOf(topic, 'status');
      const report = device_id === undefined ? undefined : readReport(payload);
      if (device_id !== undefined && report !== undefined) onReport({ device_id, report, is_old: retain });
    });
  }

  get isConnected(): boolean {
    return this.#client.connected;
  }

  async send(order: JobOrder): Promise<void> {
    await this.#publish(jobTopic(order.device_id), orderText(order));
  }

  async retract({ device_id }: JobOrder): Promise<void> {
    await this.#publish(jobTopic(device_id), '');
  }

  async held(deviceIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const held = new Map<string, string>();
    this.#held = held;
    try {
      await this.#readRetained(deviceIds.map(jobTopic));
      return held;
    } finally {
      this.#held = undefined;
    }
  }

  async hearAgain(deviceIds: readonly string[]): Promise<void> {
    await this.#readRetained(deviceIds.map(statusTopic));
  }

  /** What a broker holds comes right after it took the subscription; a message of our own tells that all of it came. */
  async #readRetained(topics: readonly string[]): Promise<void> {
    const marked = new Promise<void>((resolve) => (this.#markerSeen = resolve));
    try {
      await inTime(this.#client.subscribeAsync([this.#marker, ...topics], ONCE));
      await this.#client.publishAsync(this.#marker, 'x', ONCE);
      await inTime(marked);
    } finally {
      this.#markerSeen = undefined;
      if (this.#client.connected) await inTime(this.#client.unsubscribeAsync([this.#marker, ...topics]));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = this.#client.endAsync(!this.#client.connected);
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, FAREWELL_MS).unref())]);
  }

  #hold(device: string, payload: Uint8Array): void {
    const execution = executionOf(payload);
    if (execution !== undefined) this.#held?.set(device, execution);
  }

  /** @throws when the broker does not confirm: then whether it has it is not known. */
  async #publish(topic: string, payload: string): Promise<void> {
    if (!this.#client.connected) throw new NexusError('unavailable', 'The broker is not connected.');
    await inTime(this.#client.publishAsync(topic, payload, { ...ONCE, retain: true }));
  }
}

async function inTime<Result>(action: Promise<Result>): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new NexusError('unavailable', 'The broker did not answer in time.')),
    ANSWER_MS,
  );
  try {
    return await Promise.race([action, late]);
  } finally {
    clearTimeout(timer);
  }
}
