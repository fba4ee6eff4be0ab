import type { SeriesInfo } from '@nexus/telemetry/store';
import type { Deps } from '../deps.ts';
import { selects } from '../domain/engine/selection.ts';
import type { Rule } from '../domain/rule.ts';
import { watchedBy } from '../evaluation/history.ts';
import { RegistryDirectory } from '../evaluation/registry-directory.ts';

/** The series that a rule is about; `undefined` where there is no telemetry. */
export async function watchedSeries(deps: Deps, rule: Rule): Promise<SeriesInfo[] | undefined> {
  const telemetry = await deps.telemetry();
  if (!telemetry) return undefined;
  const directory = await directoryOf(deps);
  const series = watchedBy([{ ...rule, enabled: true }], await telemetry.series({}));
  return series.filter(({ device_id }) => selects(rule, device_id, directory));
}

export async function directoryOf(deps: Deps): Promise<RegistryDirectory> {
  const directory = new RegistryDirectory();
  await directory.refresh(await deps.registry());
  return directory;
}
