import { failedScenarios } from '@nexus/server-kit/testing';
import { expect, inject, test } from 'vitest';
import { copyOf, serve, servers } from './real-servers.ts';

test.each(servers)('$name passes the conformance scenarios that hold for every server', async (server) => {
  using data = copyOf(inject('demoDataDir'));
  await using http = await serve(server, data.path);
  expect(await failedScenarios(http.url, import.meta.url)).toEqual([]);
});
