// The tool declared with the kit: in process, and as a stdio server when run with `--serve`.
import { BuildingTime } from '@nexus/models';
import { buildServer, catalogue, defineServer, silentLogger, toolFor } from '@nexus/server-kit';
import { run } from '@nexus/server-kit/node';
import * as z from 'zod';
import { DESCRIPTION, input, listDevices, NAME, output, TITLE } from './tool.ts';

const nothing = { async [Symbol.asyncDispose]() {} };

const spec = defineServer({
  name: 'bench-kit',
  title: 'Bench',
  version: '1.0.0',
  description: 'The tool of the bench.',
  instructions: 'Call it.',
  port: 8999,
  config: z.object({}),
  open: async () => nothing,
  tools: [
    toolFor<AsyncDisposable>()({
      name: NAME,
      title: TITLE,
      description: DESCRIPTION,
      access: 'read',
      input,
      output,
      run: listDevices,
    }),
  ],
  resources: [],
  prompts: [],
});

export function kitServer() {
  const time = new BuildingTime({ zone: 'UTC' });
  return buildServer({ catalogue: catalogue(spec, false), deps: nothing, log: silentLogger, time });
}

if (process.argv[2] === '--serve') await run(spec, []);
