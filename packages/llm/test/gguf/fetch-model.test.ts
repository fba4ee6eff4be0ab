import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fetchModel, type FetchProgress } from '../../src/gguf/fetch-model.ts';
import { testFolder } from '../local/model-folder.ts';
import { type HubQuirks, startHub } from './hub-server.ts';

const MODEL = Buffer.from(Array.from({ length: 20_000 }, (_, i) => i % 251));
const FILES = {
  'repo-Q4_K_M.gguf': MODEL,
  'repo-Q8_0.gguf': Buffer.from('larger'),
  'mmproj.gguf': Buffer.from('eyes'),
};
const root = testFolder();
let made = 0;

/** Fetches from a hub with these quirks into a folder of its own. */
async function fetchFrom(quirks: HubQuirks = {}, model = 'hf:user/repo:Q4_K_M', folder = join(root, `${(made += 1)}`)) {
  const repository = join(folder, 'user', 'repo');
  await using hub = await startHub(FILES, { kept: () => sizeOfPart(repository), ...quirks });
  const progress: FetchProgress[] = [];
  const path: string | Error = await fetchModel(model, {
    models_folder: folder,
    hub: { endpoint: hub.endpoint, token: 'hf_secret' },
    retry_wait_ms: 1,
    onProgress: (each) => progress.push(each),
  }).catch((error: unknown) => error as Error);
  const left = existsSync(repository) ? readdirSync(repository) : [];
  return { path, folder, ranges: hub.ranges, tokens: hub.tokens, progress, left };
}

function sizeOfPart(repository: string): number {
  const part = join(repository, 'repo-Q4_K_M.gguf.part');
  return existsSync(part) ? statSync(part).size : 0;
}

test('a model is fetched by user, repository and quantization, with its progress', async () => {
  const { path, ranges, tokens, progress, left, folder } = await fetchFrom();
  expect(path).toBe(join(folder, 'user', 'repo', 'repo-Q4_K_M.gguf'));
  expect(readFileSync(String(path))).toEqual(MODEL);
  expect(left).toEqual(['repo-Q4_K_M.gguf']);
  expect(ranges).toEqual([undefined]);
  expect(new Set(tokens)).toEqual(new Set(['Bearer hf_secret']));
  expect(progress.at(-1)).toEqual({ file: 'repo-Q4_K_M.gguf', bytes: 20_000, total_bytes: 20_000 });
});

test('a download that is cut goes on where it stopped', async () => {
  const { path, ranges } = await fetchFrom({ cuts: [8_000, 4_000] });
  expect(readFileSync(String(path))).toEqual(MODEL);
  expect(ranges).toEqual([undefined, 'bytes=8000-', 'bytes=12000-']);
});

test('a later run goes on with what an earlier one left, and the next has nothing to do', async () => {
  const folder = join(root, 'left');
  mkdirSync(join(folder, 'user', 'repo'), { recursive: true });
  writeFileSync(join(folder, 'user', 'repo', 'repo-Q4_K_M.gguf.part'), MODEL.subarray(0, 5_000));
  // The lock of a process that was killed.
  writeFileSync(join(folder, 'user', 'repo', 'repo-Q4_K_M.gguf.part.lock'), '999999999');
  const first = await fetchFrom({}, 'hf:user/repo:Q4_K_M', folder);
  expect(first.ranges).toEqual(['bytes=5000-']);
  expect(readFileSync(String(first.path))).toEqual(MODEL);
  expect((await fetchFrom({}, 'hf:user/repo:Q4_K_M', folder)).ranges).toEqual([]);
});

test('a server without ranges is asked for the whole again', async () => {
  const { path, ranges } = await fetchFrom({ cuts: [8_000], ranges: false });
  expect(readFileSync(String(path))).toEqual(MODEL);
  expect(ranges).toEqual([undefined, 'bytes=8000-']);
});

test.each<[string, HubQuirks, string, string]>([
  ['has another checksum', { wrongChecksum: true }, 'unavailable', 'checksum'],
  ['is larger than announced', { surplus: 10 }, 'unavailable', 'larger than the hub says'],
  ['never comes', { cuts: [0, 0, 0, 0, 0] }, 'unavailable', 'was cut'],
  ['is behind conditions', { status: 403 }, 'permission_denied', 'does not open'],
  ['is not there', { status: 404 }, 'not_found', 'has no user/repo'],
])('a model that %s is not kept', async (_what, quirks, code, message) => {
  const { path, left } = await fetchFrom(quirks);
  expect(path).toMatchObject({ code, message: expect.stringContaining(message) as string });
  expect(left.filter((name) => name.endsWith('.gguf'))).toEqual([]);
  expect(left.filter((name) => name.endsWith('.lock'))).toEqual([]);
});

test('of two that fetch the same file, the second is told', async () => {
  const folder = join(root, 'locked');
  mkdirSync(join(folder, 'user', 'repo'), { recursive: true });
  writeFileSync(join(folder, 'user', 'repo', 'repo-Q4_K_M.gguf.part.lock'), String(process.pid));
  const { path } = await fetchFrom({}, 'hf:user/repo', folder);
  expect(path).toMatchObject({ code: 'conflict' });
});

test('a quantization that is not there is answered with those that are, and no address with its form', async () => {
  const missing = await fetchFrom({}, 'hf:user/repo:Q2_K');
  expect(missing.path).toMatchObject({ code: 'not_found', hint: expect.stringContaining('repo-Q8_0.gguf') as string });
  const wrong = await fetchFrom({}, 'hf:../../etc/passwd');
  expect(wrong.path).toMatchObject({ code: 'invalid_argument' });
});

test('an abort stops it, and what came stays for the next run', async () => {
  await using hub = await startHub(FILES, { cuts: [8_000], kept: () => 0 });
  const controller = new AbortController();
  const reason = new Error('Enough.');
  const fetching = fetchModel('hf:user/repo', {
    models_folder: join(root, 'aborted'),
    hub: { endpoint: hub.endpoint },
    signal: controller.signal,
    onProgress: () => controller.abort(reason),
  });
  await expect(fetching).rejects.toBe(reason);
  expect(readdirSync(join(root, 'aborted', 'user', 'repo'))).toEqual(['repo-Q4_K_M.gguf.part']);
});
