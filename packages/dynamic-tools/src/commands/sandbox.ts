import type { Command } from '@nexus/server-kit';
import type { Deps } from '../deps.ts';

export const sandboxCommand: Command<Deps> = {
  name: 'sandbox',
  description: 'Starts the sandbox and says what stands around code that runs in it on this machine, as JSON.',
  usage: '',
  options: {},
  positionals: false,
  async run(_input, { deps, print }) {
    const { engine, languages, layers, limits } = await deps.sandbox.getSandboxInfo();
    print(JSON.stringify({ engine, languages, layers, limits }, null, 2));
    return 0;
  },
};
