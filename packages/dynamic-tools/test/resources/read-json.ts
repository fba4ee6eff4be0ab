import type { Connection } from '@nexus/server-kit/testing';

/** The JSON object that a resource reads as. */
export async function readJson(client: Connection['client'], uri: string): Promise<Record<string, unknown>> {
  const { contents } = await client.readResource({ uri });
  const [content] = contents;
  if (contents.length !== 1 || content === undefined || !('text' in content)) throw new Error(`${uri} is no text`);
  return JSON.parse(content.text) as Record<string, unknown>;
}
