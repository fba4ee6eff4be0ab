import { readFile } from 'node:fs/promises';
import { NexusError } from '@nexus/models';
import { parseDocument } from 'yaml';
import { MappingFile, type MappingRule } from './mapping-schema.ts';

const MAX_BYTES = 1024 * 1024;

/**
 * Reads a mapping file, YAML or JSON.
 *
 * @throws {NexusError} `not_found` or `unavailable` for a file that cannot be read; `invalid_argument` that lists every
 * fault with its place.
 */
export async function readMapping(path: string): Promise<readonly MappingRule[]> {
  return parseMapping(await textOf(path), path);
}

/** @param path For the messages. @throws {NexusError} `invalid_argument` that lists every fault with its place. */
export function parseMapping(text: string, path: string): readonly MappingRule[] {
  // JSON is YAML. The core schema has no dates, and aliases cannot multiply.
  const document = parseDocument(text, { schema: 'core', uniqueKeys: true, prettyErrors: true });
  if (document.errors.length > 0) {
    throw invalid(
      path,
      document.errors.map(({ message }) => message.split('\n', 1)[0] ?? ''),
    );
  }
  const result = MappingFile.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (result.success) return result.data.mappings;
  throw invalid(
    path,
    result.error.issues.map((issue) => `${issue.path.map(String).join('.')}: ${issue.message}`),
  );
}

function invalid(path: string, faults: readonly string[]): NexusError {
  return new NexusError('invalid_argument', `${path} has ${faults.length} fault(s):\n  ${faults.join('\n  ')}`, {
    hint: 'See "Any other JSON" in the README, and try it with nexus-telemetry test-mapping.',
  });
}

async function textOf(path: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (code === 'ENOENT') throw new NexusError('not_found', `${path} does not exist.`);
    throw new NexusError('unavailable', `${path} cannot be read (${code}).`, { cause });
  }
  if (bytes.byteLength > MAX_BYTES) throw new NexusError('invalid_argument', `${path} is larger than 1 MiB.`);
  return new TextDecoder().decode(bytes);
}
