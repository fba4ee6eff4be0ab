import type { JobOrder, ReceivedReport } from '../store/store.ts';

/** The way to the devices and back. */
export interface OtaChannel extends AsyncDisposable {
  /** Whether an order would get anywhere now. */
  readonly isConnected: boolean;
  /** Since when, by the process's own clock; what devices said in our absence arrives soon after. */
  readonly connectedMs: number;
  /** Hands an order over, to be kept for a device that is away. @throws when whether it arrived is not known. */
  send(order: JobOrder): Promise<void>;
  /** Takes back what is kept for the device. */
  retract(order: JobOrder): Promise<void>;
  /** Hears again what these devices said last: a broker may drop what comes faster than it is taken. */
  hearAgain(deviceIds: readonly string[]): Promise<void>;
  /** The executions whose orders are kept for these devices, by device. */
  held(deviceIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

export interface ChannelEvents {
  readonly onReport: (report: ReceivedReport) => void;
}

export type OpenChannel = (events: ChannelEvents) => Promise<OtaChannel>;
