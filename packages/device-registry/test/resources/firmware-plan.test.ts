import { expect, test } from 'vitest';
import { device, NOW_MS } from '../building.ts';
import { connectFleet } from '../connect-fleet.ts';
import { sensors } from '../firmware/fleet.ts';

test('has every device of the plan as CSV, and no name is a formula', async () => {
  await using registry = await connectFleet([
    ...sensors(1, { name: '=SUM(A1), "x"' }),
    device(1, 'N1-A', { firmware_version: '2.4.1', last_seen_ms: NOW_MS }),
  ]);
  const plan = await registry.value('plan_firmware_rollout', { building: 'NORTH', target_version: '2.4.1' });
  const uri = `firmware://plans/${String(plan['plan_id'])}`;
  const { contents } = await registry.client.readResource({ uri });
  expect(contents).toEqual([
    {
      uri,
      mimeType: 'text/csv',
      text:
        'device_id,name,firmware_version,wave,excluded\r\n' +
        'DEV-0101,"\'=SUM(A1), ""x""",2.4.0,1,\r\n' +
        'DEV-0001,Device 1,2.4.1,,already_current\r\n',
    },
  ]);
});

test('an unknown plan is not found', async () => {
  await using registry = await connectFleet(sensors(1));
  const read = registry.client.readResource({ uri: 'firmware://plans/PLAN-X' });
  await expect(read).rejects.toMatchObject({ code: -32002 });
});
