import { isDeepStrictEqual } from 'node:util';
import { NexusError } from '@nexus/models';
import type { OwnCallMaker } from '../synthesis/synthesis.ts';
import type { Recording } from './read-recording.ts';
import { errorOf } from './recorded-fault.ts';
import type { ReplayedOffer } from './replayed-offer.ts';

interface Surroundings {
  readonly offer: ReplayedOffer;
  /** Where differences are noted. */
  readonly divergences: string[];
  readonly cancel: () => void;
}

/** Answers the calls that the host's own tools make, one after the other; one that differs is noted, and answered all the same. */
export function replayOwnCalls({ ownCalls }: Recording, { offer, divergences, cancel }: Surroundings): OwnCallMaker {
  let made = 0;
  return async ({ tool, arguments: args }) => {
    const exchange = ownCalls[made];
    made += 1;
    if (exchange === undefined) {
      divergences.push(`call ${made} of the host's own: the recording has ${ownCalls.length} only`);
      throw new NexusError('unavailable', 'The recording has no further call of the host.');
    }
    const now = JSON.parse(JSON.stringify([tool, args])) as unknown;
    if (!isDeepStrictEqual([exchange.tool, exchange.arguments], now))
      divergences.push(`call ${made} of the host's own (${exchange.tool}) differs from the recording`);
    if (exchange.cancelled === true) cancel();
    // What was registered is there as soon as it was then: whoever waits for it has nothing else to go by.
    await offer.pass(exchange.line);
    if (exchange.result !== undefined) return exchange.result;
    throw errorOf(exchange.fault);
  };
}
