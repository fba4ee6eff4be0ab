import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { nexus } from '../fixtures/nexus.ts';

const GB = 1024 ** 3;

test('models are listed with what fits this machine, their licence and where their score is from', async () => {
  const { code, stdout } = await nexus(['models']);
  expect(code).toBe(0);
  expect(stdout).toContain('qwen3.5-4b    2.7 GB, Apache-2.0: ');
  expect(stdout).toContain('hf:unsloth/Qwen3.5-4B-GGUF:Q4_K_M');
  expect(stdout).toMatch(/Scores: https:\/\//u);
  const { models, memory_gb } = JSON.parse((await nexus(['models', '--json'])).stdout) as {
    memory_gb: number;
    models: { memory_gb: number; fits: boolean }[];
  };
  for (const model of models) expect(model.fits).toBe(memory_gb * GB >= model.memory_gb * 0.9 * GB);
});

test('a model is fetched from the hub that is set, and its path is printed', async () => {
  const bytes = Buffer.from('GGUF and so on');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const tree = [{ type: 'file', path: 'tiny-Q4_K_M.gguf', size: bytes.length, lfs: { oid: sha256 } }];
  const server = createServer(({ url }, response) =>
    response.end(url?.startsWith('/api/') ? JSON.stringify(tree) : bytes),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const HF_ENDPOINT = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { code, stdout, stderr } = await nexus(['models', 'fetch', 'hf:user/tiny:Q4_K_M'], { env: { HF_ENDPOINT } });
  server.close();
  expect(code).toBe(0);
  expect(stderr).toContain('tiny-Q4_K_M.gguf  100 %');
  expect(stdout.trim()).toMatch(/\/data\/models\/user\/tiny\/tiny-Q4_K_M\.gguf$/u);
  expect(readFileSync(stdout.trim())).toEqual(bytes);
});

test('a name that is none is answered with those that are', async () => {
  const { code, stderr } = await nexus(['models', 'fetch', 'gpt-5']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/There is no model gpt-5\.\nName one of qwen3\.5-4b, /u);
});
