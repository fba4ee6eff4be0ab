import { coloursFor } from './colours.ts';
import { EXIT } from './exit-codes.ts';
import { plainText } from '../loop/plain-text.ts';
import { type HostFlags, withHost } from './with-host.ts';

/** Lists the tools by server. @returns 1 when no server could be reached. */
export async function listTools(flags: HostFlags & { readonly json?: boolean }): Promise<number> {
  return await withHost(flags, async (host) => {
    await host.initialize();
    const { servers, tools } = host;
    if (flags.json === true) {
      console.log(JSON.stringify({ servers, tools }, null, 2));
    } else {
      const colours = coloursFor(process.stdout);
      const width = Math.max(0, ...tools.map(({ name }) => name.length));
      for (const { name, state, fault } of servers) {
        const own = tools.filter(({ server }) => server === name);
        const note = state === 'ready' ? `${own.length} tools` : colours.red(`${state}: ${fault ?? ''}`);
        console.log(`${colours.bold(plainText(name))}  ${note}`);
        for (const tool of own) {
          const access = tool.access.padEnd('destroy'.length);
          console.log(`  ${tool.name.padEnd(width)}  ${colours.dim(access)}  ${plainText(tool.title)}`);
        }
      }
    }
    return servers.some(({ state }) => state === 'ready') ? EXIT.ok : EXIT.failed;
  });
}
