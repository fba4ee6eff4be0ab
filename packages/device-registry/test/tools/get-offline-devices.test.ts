import { expect, test } from 'vitest';
import { connectRegistry } from '../connect-registry.ts';

const agesOf = ({ devices }: Record<string, unknown>) =>
  (devices as { device_id: string; minutes_since_seen?: number }[]).map(({ device_id, minutes_since_seen }) => [
    device_id,
    minutes_since_seen,
  ]);

test('lists devices unseen for more than ten minutes, never seen first, without decommissioned ones', async () => {
  await using registry = await connectRegistry();
  // Seen 2, 11, 10 and 90 minutes ago; DEV-0004 never was, DEV-0005 is decommissioned.
  expect(agesOf(await registry.value('get_offline_devices'))).toEqual([
    ['DEV-0004', undefined],
    ['DEV-0006', 90],
    ['DEV-0002', 11],
  ]);
});

test('answers with place, status and the last heartbeat', async () => {
  await using registry = await connectRegistry();
  expect(await registry.value('get_offline_devices', { zone_id: 'conference room 3b' })).toEqual({
    devices: [
      {
        device_id: 'DEV-0002',
        name: 'HVAC 3B',
        device_type: 'hvac_controller',
        zone_id: 'N3-3B',
        zone_name: 'Conference Room 3B',
        building: 'NORTH',
        floor: 3,
        status: 'online',
        last_seen: '2026-06-01T11:49:00Z',
        minutes_since_seen: 11,
      },
    ],
    total: 1,
    offset: 0,
    limit: 50,
  });
});

test('takes another threshold and a page', async () => {
  await using registry = await connectRegistry();
  expect(agesOf(await registry.value('get_offline_devices', { minutes_threshold: 60 }))).toEqual([
    ['DEV-0004', undefined],
    ['DEV-0006', 90],
  ]);
  const page = await registry.value('get_offline_devices', { minutes_threshold: 1.5, limit: 2, offset: 2 });
  expect(agesOf(page)).toEqual([
    ['DEV-0002', 11],
    ['DEV-0003', 10],
  ]);
  expect(page).toMatchObject({ total: 5, next_offset: 4 });
});

test('a device seen in the future, by a clock that was set back since, is not out of contact', async () => {
  await using registry = await connectRegistry();
  await registry.store.recordHeartbeats([{ device_id: 'DEV-0002', seen_ms: Date.parse('2026-06-02') }]);
  expect(await registry.value('get_offline_devices', { zone_id: 'N3-3B' })).toMatchObject({ total: 0 });
});

test.each([-1, 'ten', Number.POSITIVE_INFINITY])('refuses the threshold %s', async (minutes_threshold) => {
  await using registry = await connectRegistry();
  const { code, text } = await registry.failure('get_offline_devices', { minutes_threshold });
  expect(code).toBe('invalid_argument');
  expect(text).toContain('minutes_threshold');
});
