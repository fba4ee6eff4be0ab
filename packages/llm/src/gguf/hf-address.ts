import { NexusError } from '@nexus/models';

/** A model in a repository of the Hugging Face Hub. */
export interface HfAddress {
  readonly user: string;
  readonly repository: string;
  readonly revision: string;
  /** Path of a file in the repository, or else a quantization such as `Q4_K_M`. */
  readonly file: string | undefined;
  readonly quant: string | undefined;
}

const NAME = String.raw`[\w][\w.-]*`;
const ADDRESS = new RegExp(
  `^hf:(${NAME})/(${NAME}?)(?::([\\w.-]+)|/((?:${NAME}/)*${NAME}\\.gguf))?(?:#(${NAME}))?$`,
  'u',
);

export function isHfAddress(text: string): boolean {
  return text.startsWith('hf:');
}

/** Reads `hf:user/repository`, `hf:user/repository:quantization` or `hf:user/repository/path.gguf`, each with `#revision`. */
export function readHfAddress(text: string): HfAddress {
  const [, user, repository, quant, file, revision = 'main'] = ADDRESS.exec(text) ?? [];
  if (user !== undefined && repository) return { user, repository, revision, file, quant };
  throw new NexusError('invalid_argument', `${JSON.stringify(text.slice(0, 100))} is not the address of a model.`, {
    hint: 'Write hf:user/repository:quantization, such as hf:unsloth/Qwen3.5-4B-GGUF:Q4_K_M, or hf:user/repository/file.gguf.',
  });
}

/**
 * Of file names, those of the model that an address means: one, or all parts of a split one, in order.
 *
 * Without quantization it is Q4_K_M, or the only one there is.
 */
export function matchingFiles(names: readonly string[], { file, quant }: HfAddress): string[] {
  if (file !== undefined) return withParts(names, file);
  const models = names.filter((name) => name.endsWith('.gguf') && !/mmproj|imatrix/iu.test(name));
  const wanted = models.filter((name) => hasQuant(name, quant ?? 'Q4_K_M'));
  const candidates = wanted.length > 0 || quant !== undefined ? wanted : models;
  const first = candidates.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))[0];
  if (first === undefined || (candidates !== wanted && new Set(candidates.map(withoutPart)).size > 1)) return [];
  return withParts(candidates, first);
}

function hasQuant(name: string, quant: string): boolean {
  const escaped = quant.replaceAll('.', String.raw`\.`);
  return new RegExp(`(?:^|[-._/])${escaped}(?=(?:-\\d{5}-of-\\d{5})?\\.gguf$|/)`, 'iu').test(name);
}

function withParts(names: readonly string[], name: string): string[] {
  const whole = withoutPart(name);
  return names.filter((each) => withoutPart(each) === whole).toSorted();
}

function withoutPart(name: string): string {
  return name.replace(/-\d{5}-of-\d{5}(?=\.gguf$)/u, '');
}
