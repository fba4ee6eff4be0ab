import { NexusError, nearest } from '@nexus/models';
import { plainText } from '../loop/plain-text.ts';
import { resultText } from '../loop/tool-result.ts';
import { EXIT } from './exit-codes.ts';
import { readToolArguments } from './tool-command-line.ts';
import { type HostFlags, withHost } from './with-host.ts';

/** Calls one tool and prints its result as JSON. @returns 1 when the tool reports an error. */
export async function call(name: string, words: readonly string[], flags: HostFlags): Promise<number> {
  return await withHost(flags, async (host, signal) => {
    await host.initialize();
    const tool = host.tools.find((each) => each.name === name);
    if (tool === undefined) {
      const candidates = nearest(
        name,
        host.tools.map((each) => each.name),
      );
      const absent = host.servers.filter(({ state }) => state !== 'ready').map((server) => server.name);
      const missing = absent.length === 0 ? '' : ` Not connected: ${absent.join(', ')}.`;
      throw new NexusError('not_found', `There is no tool ${name}.${missing}`, {
        hint: candidates.length > 0 ? `Did you mean ${candidates.join(', ')}?` : 'nexus tools lists all of them.',
      });
    }
    const result = await host.callTool(name, readToolArguments(tool, words), { signal });
    if (result.isError === true) {
      console.error(resultText(result, Number.POSITIVE_INFINITY));
      return EXIT.failed;
    }
    const { structuredContent } = result;
    console.log(
      structuredContent === undefined
        ? resultText(result, Number.POSITIVE_INFINITY)
        : JSON.stringify(
            structuredContent,
            (_key, item: unknown) => (typeof item === 'string' ? plainText(item) : item),
            2,
          ),
    );
    return EXIT.ok;
  });
}
