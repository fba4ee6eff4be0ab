import { setTimeout as sleep } from 'node:timers/promises';
import type { DeviceRegistryStore } from '@nexus/device-registry/store';
import type { BuildingTime } from '@nexus/models';
import type { Logger } from '@nexus/server-kit';
import type { TelemetryStore } from '@nexus/telemetry/store';
import type { EscalationPolicy } from '../domain/escalation.ts';
import type { Tolerances } from '../domain/engine/state.ts';
import type { Courier } from '../notify/courier.ts';
import type { Evaluating, EvaluationStore, EvaluatorLease } from '../store/index.ts';
import { Evaluation } from './evaluation.ts';
import { RegistryDirectory } from './registry-directory.ts';

/** While nothing comes; what does come is looked at sooner. */
const PAUSE_MS = 250;
const BUSY_PAUSE_MS = 50;
const WITHOUT_TELEMETRY_MS = 1_000;
const REGISTRY_MS = 5_000;
const AFTER_FAILURE_MS = 2_000;

export interface EvaluatorDeps {
  readonly store: EvaluationStore;
  telemetry(): Promise<TelemetryStore | undefined>;
  registry(): Promise<DeviceRegistryStore | undefined>;
  readonly courier: Courier;
  readonly policies: readonly EscalationPolicy[];
  readonly tolerances: Tolerances;
  readonly time: BuildingTime;
  readonly log: Logger;
  readonly lease?: EvaluatorLease | undefined;
}

/**
 * Evaluates and notifies for as long as `signal` lets it, in one of all processes that have the database open.
 *
 * Whatever fails is begun again from what is written down.
 */
export async function evaluate(deps: EvaluatorDeps, signal: AbortSignal): Promise<void> {
  const { store, log } = deps;
  const onError = (error: unknown) => log.warning('the lease of the evaluator cannot be looked at', { error });
  while (!signal.aborted) {
    try {
      await store.whileEvaluator({ ...deps.lease, signal, onError }, (evaluating) => work(deps, evaluating));
    } catch (error) {
      log.warning('the evaluation failed and begins again', { error });
      await pause(AFTER_FAILURE_MS, signal);
    }
  }
}

async function work(deps: EvaluatorDeps, evaluating: Evaluating): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([evaluating.signal, stop.signal]);
  // A slow receiver must not hold up the evaluation.
  const delivering = deps.courier.deliver(evaluating, signal);
  try {
    await follow(deps, evaluating);
  } finally {
    stop.abort();
    await delivering;
  }
}

async function follow(deps: EvaluatorDeps, evaluating: Evaluating): Promise<void> {
  const { signal } = evaluating;
  const telemetry = await firstTelemetry(deps, signal);
  if (!telemetry) return;
  const directory = new RegistryDirectory();
  await directory.refresh(await deps.registry());
  let rules_version = await deps.store.rulesVersion();
  let looked_ms = performance.now();
  const given = { ...deps, evaluating, telemetry, directory };
  const evaluation = await Evaluation.open(given, await deps.store.rules());
  while (!signal.aborted) {
    if (performance.now() - looked_ms >= REGISTRY_MS) {
      if (await directory.refresh(await deps.registry())) evaluation.directoryChanged();
      looked_ms = performance.now();
    }
    const version = await deps.store.rulesVersion();
    if (version !== rules_version) {
      await evaluation.setRules(await deps.store.rules());
      rules_version = version;
    }
    const isBusy = await evaluation.round();
    await pause(isBusy ? BUSY_PAUSE_MS : PAUSE_MS, signal);
  }
}

async function firstTelemetry(deps: EvaluatorDeps, signal: AbortSignal): Promise<TelemetryStore | undefined> {
  while (!signal.aborted) {
    const store = await deps.telemetry();
    if (store) return store;
    await pause(WITHOUT_TELEMETRY_MS, signal);
  }
  return undefined;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  // An aborted pause is over, and what comes next looks at the signal.
  await sleep(ms, undefined, { signal }).catch(() => {});
}
