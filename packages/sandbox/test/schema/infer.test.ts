import { describe, expect, test } from 'vitest';
import { inferFromJavaScript } from '../../src/schema/infer-javascript.ts';
import { inferFromTypeScript } from '../../src/schema/infer-typescript.ts';
import { UnsupportedTypeError } from '../../src/schema/json-schema.ts';

describe('types of TypeScript become a schema', () => {
  test('with descriptions, enumerations and the type of the result', () => {
    const source = `
      type Material = 'steel' | 'copper';
      interface Args {
        /** Flow in litres per second. */
        flow: number;
        material?: Material;
        sizes: readonly number[];
        extra?: Record<string, boolean> | null;
      }
      /**
       * Friction loss of a pipe.
       * @param args.sizes Inner diameters in millimetres.
       */
      export async function main(args: Args): Promise<{ loss_m: number }> { return { loss_m: args.flow } }`;
    // A readonly array is an operator around a type, which is read through.
    expect(inferFromTypeScript(source)).toEqual({
      description: 'Friction loss of a pipe.',
      input_schema: {
        type: 'object',
        properties: {
          flow: { type: 'number', description: 'Flow in litres per second.' },
          material: { enum: ['steel', 'copper'] },
          sizes: { type: 'array', items: { type: 'number' }, description: 'Inner diameters in millimetres.' },
          extra: { anyOf: [{ type: 'object', additionalProperties: { type: 'boolean' } }, { type: 'null' }] },
        },
        required: ['flow', 'sizes'],
        additionalProperties: false,
      },
      output_schema: {
        type: 'object',
        properties: { loss_m: { type: 'number' } },
        required: ['loss_m'],
        additionalProperties: false,
      },
    });
  });

  test.each([
    ['a type that contains itself', 'interface A { a: A } export function main(x: A) {}'],
    ['a type from elsewhere', 'export function main(x: Buffer) {}'],
    ['an argument that is no object', 'export function main(x: number) {}'],
    ['a function', 'export function main(x: { f: () => void }) {}'],
  ])('but not %s', (_name, source) => {
    expect(() => inferFromTypeScript(source)).toThrow(UnsupportedTypeError);
  });
});

describe('plain JavaScript says', () => {
  test('the names and defaults of its argument, and types in a comment', () => {
    const source = `/**
 * Adds.
 * @param {number} args.a The first.
 * @param {number[]} [args.b] The rest.
 */
export function main({ a, b = [] }) { return a + b.length }`;
    expect(inferFromJavaScript(source)).toEqual({
      description: 'Adds.',
      input_schema: {
        type: 'object',
        properties: {
          a: { type: 'number', description: 'The first.' },
          b: { type: 'array', items: { type: 'number' }, description: 'The rest.' },
        },
        required: ['a'],
        additionalProperties: false,
      },
    });
  });

  test('nothing about an argument that it only names', () => {
    expect(inferFromJavaScript('export function main(args) { return args }')).toEqual({
      input_schema: { type: 'object', additionalProperties: true },
    });
  });
});
