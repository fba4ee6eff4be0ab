import { NexusError } from '@nexus/models';
import { loadEnvironment } from '@nexus/models/environment';
import { readHostConfig } from '../config.ts';
import { planPlatform } from '../platform/platform-plan.ts';
import { Platform } from '../platform/platform.ts';
import { EXIT } from './exit-codes.ts';
import { jsonReport, lineReport, type UpReport } from './up-lines.ts';
import { screenReport } from './up-screen.ts';

export interface UpFlags {
  readonly simulate?: boolean;
  readonly mqttPort?: number;
  readonly json?: boolean;
}

/** Runs the platform until Ctrl-C or a signal; the second one kills. @returns 0 after an end in order. */
export async function up({ simulate = false, mqttPort, json = false }: UpFlags): Promise<number> {
  const environment = loadEnvironment();
  readHostConfig({ environment }); // all faults of it now, rather than one by one from the servers
  const plan = planPlatform(environment);
  if (mqttPort !== undefined && plan.mqttUrl !== undefined) {
    throw new NexusError('invalid_argument', 'NEXUS_MQTT_URL names a broker, so there is none to bring along.', {
      hint: 'Leave --mqtt-port out, or unset NEXUS_MQTT_URL.',
    });
  }
  const onEvent = (event: Parameters<UpReport['show']>[0]) => report.show(event);
  const platform = new Platform(plan, { environment, simulate, mqttPort, onEvent });
  const elsewhere = plan.servers.filter(({ isLocal }) => !isLocal);
  const report = reportFor(json, platform);
  using signals = stopSignals(() => platform.kill());
  try {
    for (const { name, url } of elsewhere)
      onEvent({ type: 'log', program: name, level: 'notice', message: `runs elsewhere, at ${url}` });
    await platform.start();
    await Promise.race([signals.asked, platform.failed]);
  } finally {
    await platform.stop();
    report.close();
  }
  return signals.wasKilled ? EXIT.failed : EXIT.ok;
}

function reportFor(json: boolean, platform: Platform): UpReport {
  if (json) return jsonReport();
  return process.stdout.isTTY && process.env['TERM'] !== 'dumb' ? screenReport(platform) : lineReport();
}

/** The first signal asks for an end in order, the next one kills. */
function stopSignals(kill: () => void): Disposable & { readonly asked: Promise<void>; readonly wasKilled: boolean } {
  const asked = Promise.withResolvers<void>();
  let count = 0;
  const handle = () => {
    count += 1;
    if (count === 1) asked.resolve();
    else kill();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, handle);
  return {
    asked: asked.promise,
    get wasKilled() {
      return count > 1;
    },
    [Symbol.dispose]() {
      for (const signal of signals) process.off(signal, handle);
    },
  };
}
