import fc from 'fast-check';

/**
 * Any code point, half surrogates too. Like fast-check's unit `binary`, which takes a second of the processor in each
 * process to tell every text what it was made of.
 */
export const codePoint: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: 0x10_ff_ff })
  .map((each) => String.fromCodePoint(each));
