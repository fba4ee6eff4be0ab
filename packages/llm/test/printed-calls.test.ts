import { describe, expect, test } from 'vitest';
import { readPrintedCalls } from '../src/printed-calls.ts';

const TOOLS = new Set(['get_device', 'list_zones']);
const CALL = '{"name": "get_device", "arguments": {"device_id": "D1"}}';
const READ = { name: 'get_device', arguments: { device_id: 'D1' } };

describe('readPrintedCalls', () => {
  test.each([
    ['a tag', `<tool_call>\n${CALL}\n</tool_call>`],
    ['a tag that was not closed', `<tool_call>${CALL}`],
    ['a fence', `\`\`\`json\n${CALL}\n\`\`\``],
    ['a fence without a language', `\`\`\`\n${CALL}\n\`\`\``],
    ['nothing at all', `  ${CALL}\n`],
    ['a list', `[${CALL}]`],
    ['parameters instead of arguments', CALL.replace('arguments', 'parameters')],
  ])('a call in %s is read', (_form, text) => {
    expect(readPrintedCalls(text, TOOLS)).toEqual({ calls: [READ], content: '' });
  });

  test('several tagged calls are read in order, and the words before them kept', () => {
    const second = '<tool_call>{"name":"list_zones","arguments":{}}</tool_call>';
    expect(readPrintedCalls(`I will look.\n<tool_call>${CALL}</tool_call>\n${second}`, TOOLS)).toEqual({
      calls: [READ, { name: 'list_zones', arguments: {} }],
      content: 'I will look.',
    });
  });

  test.each([
    ['an unknown tool', '{"name":"rm_rf","arguments":{}}'],
    ['arguments that are no object', '{"name":"get_device","arguments":"D1"}'],
    ['a list as arguments', '{"name":"get_device","arguments":["D1"]}'],
    ['no arguments', '{"name":"get_device"}'],
    ['broken JSON', '<tool_call>{"name":"get_device",</tool_call>'],
    ['a fence amid prose', `Call it like this:\n\`\`\`json\n${CALL}\n\`\`\`\nas often as you like.`],
    ['a bare call amid prose', `Use ${CALL} for that.`],
    ['a tag that is quoted in a sentence', `The device is called <tool_call>${CALL}</tool_call>, oddly.`],
    ['one unknown call among known ones', `[${CALL},{"name":"rm_rf","arguments":{}}]`],
    ['prose', 'It is 21.5 °C.'],
    ['nothing', ''],
  ])('%s is not a call', (_what, text) => {
    expect(readPrintedCalls(text, TOOLS)).toBeUndefined();
  });
});
