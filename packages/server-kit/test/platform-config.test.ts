import { expect, test } from 'vitest';
import { platformVariables } from '../src/platform-config.ts';

test.each(['two words of a token', 'Schlüssel-des-Hauses', 'a-token-with\ttab-in-it'])(
  'the token %j is refused at the start, since no client could send it',
  (token) => {
    expect(platformVariables.safeParse({ NEXUS_AUTH_TOKEN: token }).error?.issues).toMatchObject([
      { path: ['NEXUS_AUTH_TOKEN'], message: 'must be ASCII letters, digits and signs, without spaces' },
    ]);
  },
);

test('a token may hold every sign that a header can carry', () => {
  const token = '!#$%&*+-./09:;<=>?@AZ^_`az{|}~';
  expect(platformVariables.parse({ NEXUS_AUTH_TOKEN: token }).NEXUS_AUTH_TOKEN).toBe(token);
});
