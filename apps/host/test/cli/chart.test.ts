import { expect, test } from 'vitest';
import { nexus } from '../fixtures/nexus.ts';
import { building } from '../fixtures/targets.ts';

const servers = [building()];

test('a series is drawn from what the tools of the server tell', async () => {
  const { code, stdout, stderr } = await nexus(
    ['chart', 'Office', 'temp', '--start', '-4h', '--width', '40', '--height', '5', '--ascii'],
    { servers, env: { NEXUS_TIMEZONE: 'Europe/Vienna' } },
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  // Four hours of 20 to 22, 24, nothing and 20 °C; the bad reading of 99 °C is none of it.
  expect(stdout).toBe(`Office
temperature in degC, 2026-06-01 10:00 to 2026-06-01 14:00

   ^
 25+
   |        *********
   |||||||||
   |********
 20+||||||||                  *********
   ++----------------+----------------->
10:00            12:00
* mean, | min to max of about 7 min; times of Europe/Vienna

min 20 degC   mean 21.6 degC   max 24 degC
7 good readings, 75 % covered; left out: 1 bad
`);
});

test('an error of the tool is told, and a size that cannot be drawn is a misuse', async () => {
  const unknown = await nexus(['chart', 'Nobody', 'temp'], { servers });
  expect(unknown).toMatchObject({ code: 1, stdout: '', stderr: 'Error: There is no device "Nobody".\n' });
  expect(await nexus(['chart', 'Office', 'temp', '--width', '3'], { servers })).toMatchObject({ code: 2 });
});
