import { NexusError } from '@nexus/models';

const MAX_PAGES = 50;

/** All items of a list that comes in pages. @throws {NexusError} `limit_exceeded` for a list that does not end. */
export async function allPages<Item>(
  what: string,
  page: (cursor: {
    cursor?: string;
  }) => Promise<{ readonly items: readonly Item[]; readonly next: string | undefined }>,
): Promise<Item[]> {
  const all: Item[] = [];
  let cursor: string | undefined;
  for (let count = 0; count < MAX_PAGES; count += 1) {
    const { items, next } = await page(cursor === undefined ? {} : { cursor });
    all.push(...items);
    if (next === undefined) return all;
    cursor = next;
  }
  throw new NexusError('limit_exceeded', `The server lists more than ${MAX_PAGES} pages of ${what}.`);
}
