import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ServerBin, testServerBin } from '@nexus/server-kit/testing';
import { openTelemetryStore } from '@nexus/telemetry/store';
import { describe, expect, test } from 'vitest';
import { server } from '../src/server.ts';
import { course, openBuilding } from './building.ts';

const bin = new ServerBin(new URL('..', import.meta.url));

testServerBin(server, { bin, database: 'NEXUS_ALERT_DB_PATH' });

describe.skipIf(!bin.isBuilt)('the built server', () => {
  test('tells right after its first start what is wrong already', async () => {
    await using building = await openBuilding({ withoutTelemetry: true });
    {
      await using telemetry = await openTelemetryStore(join(building.folder, 'telemetry.db'));
      const hot = Array.from({ length: 15 }, () => 1300);
      await telemetry.ingest(course('CO2-9', 'co2_ppm', Date.now(), hot));
    }
    using session = await bin.connect(building);
    const answer = await session.ask('tools/call', { name: 'list_active_alerts', arguments: {} });
    expect(answer).toMatchObject({
      structuredContent: { total: 1, alerts: [{ rule_id: 'co2-high', device_id: 'CO2-9', state: 'active' }] },
    });
    expect(await session.end()).toMatchObject({ code: 0 });
  });

  test('says in its configuration what is wrong with the escalation file', async () => {
    await using building = await openBuilding();
    const path = join(building.folder, 'escalation.json');
    const policy = { name: 'p', steps: [{ after_minutes: 0, notify: ['nobody'] }] };
    await writeFile(path, JSON.stringify({ policies: [policy] }));
    const environment = { NEXUS_ALERT_ESCALATION_FILE: path };
    const { code, stderr } = await bin.run([], { folder: building.folder, environment });
    expect(stderr).toContain('p: there is no channel "nobody"; there are log');
    expect(code).toBe(1);
  });
});
