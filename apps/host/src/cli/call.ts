import { NexusError, nearest } from '@nexus/models';
import { plainText } from '../loop/plain-text.ts';
import { resultText } from '../loop/tool-result.ts';
import { EXIT } from './exit-codes.ts';
import { readToolArguments } from './tool-command-line.ts';
import type { NexusHost } from '../host.ts';
import { type HostFlags, withHost } from './with-host.ts';

/** Calls one tool and prints its result as JSON. @returns 1 when the tool reports an error. */
export async function call(name: string, words: readonly string[], flags: HostFlags): Promise<number> {
  return await withHost(flags, async (host, signal) => {
    await host.initialize();
    const tool = host.tools.find((each) => each.name === name);
    if (tool === undefined) throw noTool(name, host);
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

/** A tool may be missing because its server is; then what is wrong with that one has to be said. */
function noTool(name: string, { tools, servers }: NexusHost): NexusError {
  const candidates = nearest(
    name,
    tools.map((each) => each.name),
  );
  const absent = servers.filter(({ state }) => state !== 'ready');
  const missing = absent.map(
    (server) => ` The server ${server.name} is not connected: ${server.fault ?? server.state}.`,
  );
  const listed = `nexus tools lists all of them${absent.length > 0 ? ', and nexus doctor what is wrong with a server' : ''}.`;
  return new NexusError('not_found', `There is no tool ${name}.${missing.join('')}`, {
    hint: candidates.length > 0 ? `Did you mean ${candidates.join(', ')}?` : listed,
  });
}
