import type { Connection } from '@nexus/server-kit/testing';

/** The content of a resource, parsed. */
export async function readJson({ client }: Connection, uri: string): Promise<unknown> {
  const [content] = (await client.readResource({ uri })).contents;
  return content && 'text' in content ? JSON.parse(content.text) : undefined;
}
