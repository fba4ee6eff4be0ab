import { coloursFor } from './colours.ts';
import { EXIT } from './exit-codes.ts';
import { plainText } from '../loop/plain-text.ts';
import { type HostFlags, withHost } from './with-host.ts';

export interface ListToolsFlags extends HostFlags {
  readonly json?: boolean;
  /** Takes the tools of this server that changed as they are now. */
  readonly accept?: string;
}

/** Lists the tools by server. @returns 1 when no server could be reached. */
export async function listTools(flags: ListToolsFlags): Promise<number> {
  return await withHost(flags, async (host) => {
    await host.initialize();
    if (flags.accept !== undefined) await host.acceptTools(flags.accept);
    const { servers, tools } = host;
    if (flags.json === true) {
      console.log(JSON.stringify({ servers, tools }, null, 2));
    } else {
      const colours = coloursFor(process.stdout);
      const width = Math.max(0, ...tools.map(({ name }) => name.length));
      for (const { name, state, fault, quarantined = [] } of servers) {
        const own = tools.filter(({ server }) => server === name);
        const note = state === 'ready' ? `${own.length} tools` : colours.red(`${state}: ${fault ?? ''}`);
        console.log(`${colours.bold(plainText(name))}  ${note}`);
        for (const tool of own) {
          const access = tool.access.padEnd('destroy'.length);
          console.log(`  ${tool.name.padEnd(width)}  ${colours.dim(access)}  ${plainText(tool.title)}`);
        }
        if (quarantined.length > 0) {
          const advice = `changed and not offered; --accept ${name} takes them as they are now`;
          console.log(colours.red(plainText(`  ${quarantined.join(', ')}: ${advice}`)));
        }
      }
    }
    return servers.some(({ state }) => state === 'ready') ? EXIT.ok : EXIT.failed;
  });
}
