import { defineServer } from '@nexus/server-kit';
import packageJson from '../package.json' with { type: 'json' };
import { commands } from './commands/index.ts';
import { config } from './config.ts';
import { prompts } from './prompts/index.ts';
import { resources } from './resources/index.ts';
import { routes } from './routes/index.ts';
import { tools } from './tools/index.ts';

export const server = defineServer({
  name: 'nexus-telemetry',
  title: 'Telemetry',
  version: packageJson.version,
  description: "A building's sensor readings: latest values, series, statistics, anomalies and energy.",
  instructions:
    'Readings of devices. For "now" use get_zone_snapshot (by the name of a room) or get_latest_readings (by device); ' +
    'for a course get_time_series; for figures get_statistics; for what is unusual detect_anomalies; for kWh always ' +
    'get_energy_report. Devices may be named by id or name, metrics in everyday words. Say unit, quality and age with ' +
    'every value.',
  port: 8002,
  config,
  // With all that reads and writes, for which no client's greeting waits.
  open: async (settings, context) => (await import('./open.ts')).open(settings, context),
  background: async (settings, context) => (await import('./background.ts')).background(settings, context),
  tools,
  resources,
  prompts,
  commands,
  routes,
});
