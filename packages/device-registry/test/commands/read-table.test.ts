import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTable } from '../../src/commands/read-table.ts';

const COLUMNS = { required: ['id', 'name'], optional: ['note'] };
const read = (text: string) => readTable(new TextEncoder().encode(text), COLUMNS);
const rowsOf = (text: string) => {
  const { rows, faults } = read(text);
  expect(faults).toEqual([]);
  return rows.map(({ line, cells }) => [line, Object.fromEntries(cells)]);
};

test('reads quotes, line breaks in quotes, any line ends and a byte order mark', () => {
  expect(rowsOf('\ufeffid,name,note\r\n1,"a, ""b""\r\nc",x\r\n\r\n2, d ,\r\n')).toEqual([
    [2, { id: '1', name: 'a, "b"\nc', note: 'x' }],
    [5, { id: '2', name: 'd' }],
  ]);
});

test('columns may stand in any order, and the last line needs no end', () => {
  expect(rowsOf('name,id\na,1')).toEqual([[2, { id: '1', name: 'a' }]]);
});

test.each([
  { text: '', faults: ['1: the file is empty'] },
  { text: 'id;name\n1;a', faults: ['1: the columns must be separated by commas'] },
  { text: 'id,nam\n1,a', faults: ['1: unknown column "nam"; did you mean name?', '1: column name is missing'] },
  { text: 'id,name,id\n1,a,2', faults: ['1: column id stands twice'] },
  { text: 'id,name\n1\n2,b\n3,c,d\n', faults: ['2: has 1 cell(s), the header 2', '4: has 3 cell(s), the header 2'] },
])('names what is wrong with $text', ({ text, faults }) => {
  expect(read(text).faults.map(({ line, message }) => `${line}: ${message}`)).toEqual(faults);
});

test('stops where the file is no CSV and says where', () => {
  const { rows, faults } = read('id,name\n1,a\n2,"b" c\n3,d\n');
  expect(rows).toHaveLength(1);
  expect(faults).toEqual([
    { line: 3, message: expect.stringMatching(/^is no CSV .*what follows was not read$/) as string },
  ]);
});

test('refuses what is not UTF-8', () => {
  expect(readTable(new Uint8Array([0x69, 0x64, 0xff]), COLUMNS).faults).toEqual([
    { line: 1, message: 'the file is not UTF-8 text' },
  ]);
});

test('whatever the bytes are, the answer is rows or faults', () => {
  const text = fc.array(fc.constantFrom('id', 'name', ',', '\n', '\r\n', '"', 'a', '\ufeff', '\0', ';'), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(
      fc.oneof(
        text.map((parts) => Buffer.from(parts.join(''))),
        fc.uint8Array(),
      ),
      (bytes) => {
        const { rows, faults } = readTable(bytes, COLUMNS);
        for (const { line } of [...rows, ...faults]) expect(line).toBeGreaterThan(0);
      },
    ),
  );
});
