import { cleanText } from '@nexus/models';
import { bubblewrapCommand, type Layer, type LayerState, seccompLibrary } from './layers.ts';
import type { SandboxWorker } from './worker-process.ts';

const LAYERS = ['permission', 'seccomp', 'bubblewrap'] as const;

/** A worker that is ready, which layers stand around it, and why others do not. */
export interface FirstWorker {
  readonly worker: SandboxWorker;
  readonly layers: ReadonlySet<Layer>;
  readonly states: LayerState[];
}

/**
 * Starts a first worker behind as many layers as the machine has; one that becomes ready has computed behind them.
 *
 * @throws {Error} when none becomes ready.
 */
export async function startFirst(
  start: (layers: ReadonlySet<Layer>) => SandboxWorker,
  without: ReadonlySet<string>,
): Promise<FirstWorker> {
  const faults = new Map<Layer, string>();
  const attempts = combinations(likelyLayers(without, faults));
  for (const layers of attempts) {
    const worker = start(layers);
    try {
      await worker.ready;
    } catch (error) {
      if (layers === attempts.at(-1)) throw error;
      const detail = cleanText(error instanceof Error ? error.message : String(error), 200);
      for (const layer of layers) if (layer !== 'permission' && !faults.has(layer)) faults.set(layer, detail);
      continue;
    }
    const states = LAYERS.map((layer) => ({
      layer,
      active: layers.has(layer),
      ...(!layers.has(layer) && { detail: faults.get(layer) ?? 'left out' }),
    }));
    return { worker, layers, states };
  }
  throw new Error('no worker can be started');
}

/** The layers that the machine has the means for, which it may refuse to work all the same; `faults` tells of the others. */
export function likelyLayers(without: ReadonlySet<string>, faults = new Map<Layer, string>()): Layer[] {
  if (process.platform !== 'linux') {
    for (const layer of ['seccomp', 'bubblewrap'] as const) faults.set(layer, 'only on Linux');
  } else {
    if (seccompLibrary() === undefined)
      faults.set('seccomp', 'the optional package @koromix/koffi-linux is not installed');
    if (bubblewrapCommand() === undefined) faults.set('bubblewrap', 'bwrap is not installed');
  }
  return LAYERS.filter((layer) => !faults.has(layer) && !without.has(layer));
}

/** All layers first; then without the ones that a machine may refuse. */
function combinations(wanted: readonly Layer[]): ReadonlySet<Layer>[] {
  const leftOut: (readonly Layer[])[] = [[], ['bubblewrap'], ['seccomp'], ['bubblewrap', 'seccomp']];
  const all = leftOut.map((out) => wanted.filter((layer) => !out.includes(layer)));
  return [...new Map(all.map((layers) => [layers.join(), new Set(layers)])).values()];
}
