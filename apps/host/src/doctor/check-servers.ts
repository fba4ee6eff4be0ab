import { BuildingTime } from '@nexus/models';
import * as z from 'zod';
import { NexusHost } from '../host.ts';
import { preferRunning } from '../platform/running-servers.ts';
import { finder, type Finding, type Patient } from './finding.ts';

const MINUTE_MS = 60_000;
/** Clocks of devices may differ so much; a reading from further ahead is the sign of a clock that was put back. */
const SKEW_MS = 5 * MINUTE_MS;
const FIRST_YEAR_MS = Date.parse('2024-01-01T00:00:00Z');

const Metrics = z.object({
  metrics: z.array(z.object({ metric: z.string(), last: z.iso.datetime({ offset: true }) })),
});

/** Whether each server starts and answers, and what the newest reading says of this machine's clock. */
export async function checkServers(patient: Patient): Promise<Finding[]> {
  const { config, environment, signal } = patient;
  if (config === undefined) return [];
  const servers = await preferRunning(config.servers, environment);
  await using host = new NexusHost({ ...config, servers });
  await host.initialize();
  const { ok, fault } = finder('servers');
  const findings = host.servers.map(({ name, state, tool_count, fault: reason }) =>
    state === 'ready'
      ? ok(`${name} answers, with ${tool_count} tools.`)
      : fault(
          `${name} does not start: ${reason ?? state}.`,
          'What it said last names the reason; nexus tools tries it again.',
        ),
  );
  return [...findings, ...(await checkClock(host, patient, signal))];
}

async function checkClock(host: NexusHost, { nowMs, config }: Patient, signal: AbortSignal): Promise<Finding[]> {
  const { ok, warning, fault } = finder('clock');
  const time = new BuildingTime({ zone: config?.timeZone });
  if (nowMs < FIRST_YEAR_MS) return [fault(`This machine says ${time.iso(nowMs)}.`, 'Set the clock.')];
  if (!host.tools.some(({ name }) => name === 'list_metrics')) return [ok(`${time.iso(nowMs)} in ${time.zone}.`)];
  const { structuredContent } = await host.callTool('list_metrics', { limit: 200 }, { signal });
  const newest = Metrics.safeParse(structuredContent).data?.metrics.map(({ last }) => Date.parse(last)) ?? [];
  if (newest.length === 0) return [ok(`${time.iso(nowMs)} in ${time.zone}; no reading to compare it with.`)];
  const lastMs = Math.max(...newest);
  const aheadMs = lastMs - nowMs;
  if (aheadMs > SKEW_MS) {
    return [
      warning(
        `The newest reading is from ${time.iso(lastMs)}, ${Math.round(aheadMs / MINUTE_MS)} min ahead of this machine.`,
        'Set the clock of this machine, or of the device that sent it.',
      ),
    ];
  }
  return [ok(`${time.iso(nowMs)} in ${time.zone}; the newest reading is from ${time.iso(lastMs)}.`)];
}
