import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ChatTool, JsonObject } from '../src/backend.ts';

interface Listed {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
}

/** The tools of the four servers, from the record that their own tests keep. */
export const REAL_TOOLS: readonly ChatTool[] = ['device-registry', 'telemetry', 'alerts', 'dynamic-tools'].flatMap(
  (server) => {
    const file = fileURLToPath(new URL(`../../${server}/test/__snapshots__/tools-list.json`, import.meta.url));
    const listed = JSON.parse(readFileSync(file, 'utf8')) as readonly Listed[];
    return listed.map(({ name, description, inputSchema }): ChatTool => ({
      type: 'function',
      function: { name, description, parameters: inputSchema },
    }));
  },
);
