import { ServerBin, testServerBin } from '@nexus/server-kit/testing';
import { describe, expect, test } from 'vitest';
import { server } from '../src/server.ts';
import { ENERGY_USE, temporaryFolder } from './connect-tools.ts';

const bin = new ServerBin(new URL('..', import.meta.url));

testServerBin(server, { bin, database: 'NEXUS_DYNAMIC_DB_PATH' });

describe.skipIf(!bin.isBuilt)('the built command', () => {
  test('says what stands around code that runs in the sandbox', async () => {
    using folder = temporaryFolder();
    const { code, stdout } = await bin.run(['sandbox'], { folder: folder.path });
    expect(code).toBe(0);
    const { engine, layers } = JSON.parse(stdout) as { engine: string; layers: { layer: string; active: boolean }[] };
    expect(engine).toBe('quickjs-wasi');
    expect(layers.map(({ layer }) => layer)).toContain('permission');
  });

  test('keeps a tool over a restart', async () => {
    using folder = temporaryFolder();
    using one = await bin.connect({ folder: folder.path });
    const registered = await one.ask('tools/call', { name: 'register_dynamic_tool', arguments: ENERGY_USE });
    expect(registered).toMatchObject({ structuredContent: { status: 'registered', version: 1 } });
    expect(await one.end()).toMatchObject({ code: 0 });
    using again = await bin.connect({ folder: folder.path });
    const call = { name: 'energy_use_intensity', arguments: { total_kwh: 10, area_sqm: 5 } };
    expect(await again.ask('tools/call', call)).toMatchObject({ structuredContent: { eui_value: 2 } });
  });
});
