import { expect, test } from 'vitest';
import { matchingFiles, readHfAddress } from '../../src/gguf/hf-address.ts';

test.each([
  ['hf:user/repo', { user: 'user', repository: 'repo', quant: undefined, file: undefined, revision: 'main' }],
  ['hf:un.sloth/Qwen3.5-4B-GGUF:Q4_K_M', { user: 'un.sloth', repository: 'Qwen3.5-4B-GGUF', quant: 'Q4_K_M' }],
  ['hf:user/repo/sub/model.gguf#v1.0', { repository: 'repo', file: 'sub/model.gguf', revision: 'v1.0' }],
])('%s is read', (text, expected) => {
  expect(readHfAddress(text)).toMatchObject(expected);
});

test.each(['hf:', 'hf:user', 'hf:user/..', 'hf:../x/y', 'hf:user/repo/../../x.gguf', 'hf:user/repo:', 'hf:a/b?c'])(
  '%s is refused',
  (text) => {
    expect(() => readHfAddress(text)).toThrow('is not the address of a model');
  },
);

const NAMES = ['m-Q4_K_M.gguf', 'm-UD-Q4_K_M.gguf', 'm-Q8_0.gguf', 'mmproj-Q8_0.gguf', 'README.md'];
const SPLIT = ['q/m-Q6_K-00002-of-00002.gguf', 'q/m-Q6_K-00001-of-00002.gguf'];

test.each([
  ['hf:u/r', NAMES, ['m-Q4_K_M.gguf']],
  ['hf:u/r:q8_0', NAMES, ['m-Q8_0.gguf']],
  ['hf:u/r:Q4_K', NAMES, []],
  ['hf:u/r:Q6_K', SPLIT, SPLIT.toReversed()],
  ['hf:u/r', SPLIT, SPLIT.toReversed()],
  ['hf:u/r', ['a.gguf', 'b.gguf'], []],
  ['hf:u/r/q/m-Q6_K-00001-of-00002.gguf', SPLIT, SPLIT.toReversed()],
  ['hf:u/r/none.gguf', NAMES, []],
])('%s means these of %j: %j', (text, names, expected) => {
  expect(matchingFiles(names, readHfAddress(text))).toEqual(expected);
});
