import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { toolSchema } from '../../src/schema.ts';
import { argumentsFor } from '../../src/testing/argument-arbitraries.ts';

const Input = z.strictObject({
  device_id: z.string().min(1).max(40).describe('Id.'),
  limit: z.int().min(1).max(200).default(50).describe('Limit.'),
  share: z.number().min(0).max(1).optional().describe('Share.'),
  status: z.enum(['online', 'offline']).optional().describe('Status.'),
  floors: z.array(z.int()).max(10).optional().describe('Floors.'),
});

function sample(values: Record<string, unknown[]> = {}) {
  return fc.sample(argumentsFor(toolSchema(Input, 'input', 'x'), values), { numRuns: 2_000, seed: 1 });
}

test('a good part of the arguments is right, and a good part wrong', () => {
  const right = sample().filter((args) => Input.safeParse(args).success).length;
  expect(right).toBeGreaterThan(400);
  expect(right).toBeLessThan(1_600);
});

test('both ends of a range are tried, and both sides of it', () => {
  const limits = new Set(sample().map(({ limit }) => limit));
  for (const limit of [1, 200, 0, Infinity]) expect(limits).toContain(limit);
});

test('values that the server knows come up often', () => {
  const known = sample({ device_id: ['DEV-1'] }).filter(({ device_id }) => device_id === 'DEV-1').length;
  expect(known).toBeGreaterThan(400);
});
