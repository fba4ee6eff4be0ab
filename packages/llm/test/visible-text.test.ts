import { expect, test } from 'vitest';
import { certainText, splitThinking } from '../src/visible-text.ts';

test.each([
  ['<think>Hm.</think>\n\nYes.', 'Yes.', 'Hm.'],
  ['\n<think>One.</think><think>Two.</think>Yes.', 'Yes.', 'One.\nTwo.'],
  ['<think></think>Yes.', 'Yes.', ''],
  ['<think>Cut off', '', 'Cut off'],
  ['Hidden opening.</think>Yes.', 'Yes.', 'Hidden opening.'],
  ['The tag <think>x</think> is special.', 'The tag <think>x</think> is special.', ''],
  ['Yes.', 'Yes.', ''],
])('%j reads %j, thought %j', (text, content, reasoning) => {
  expect(splitThinking(text)).toEqual({ content, reasoning });
});

test.each([
  ['', false, ''],
  ['<thi', false, ''],
  ['<think>Hm', false, ''],
  ['<think>Hm.</think>Ye', false, 'Ye'],
  ['{"a"', false, '{"a"'],
  ['{"a"', true, ''],
  ['```js', true, ''],
  ['I look. <tool', true, 'I look.'],
  ['I look. <tool', false, 'I look. <tool'],
  ['a < b', true, 'a < b'],
])('of %j with tools %s, %j is certain', (text, toolsOffered, expected) => {
  expect(certainText(text, toolsOffered)).toBe(expected);
});
