const OPEN = '<think>';
const CLOSE = '</think>';
const CALLS = ['<tool_call>', '[TOOL_REQUEST]'];

/** What a reader is meant to see, and what the model thought. */
export interface SplitText {
  readonly content: string;
  readonly reasoning: string;
}

/**
 * Separates `<think>` blocks at the start of an answer from the answer.
 *
 * Only the start counts, so that an answer may speak about the tag. An unclosed block is all thought, and a closing tag
 * without its opening ends one: some chat templates print the opening tag themselves.
 */
export function splitThinking(text: string): SplitText {
  const thoughts: string[] = [];
  let rest = text.trimStart();
  while (rest.startsWith(OPEN)) {
    const end = rest.indexOf(CLOSE);
    if (end < 0) return { content: '', reasoning: join([...thoughts, rest.slice(OPEN.length)]) };
    thoughts.push(rest.slice(OPEN.length, end));
    rest = rest.slice(end + CLOSE.length).trimStart();
  }
  const orphan = rest.indexOf(CLOSE);
  if (orphan >= 0 && thoughts.length === 0 && !rest.includes(OPEN)) {
    return { content: rest.slice(orphan + CLOSE.length).trimStart(), reasoning: rest.slice(0, orphan).trim() };
  }
  return { content: rest, reasoning: join(thoughts) };
}

/**
 * The part of an unfinished answer that is certain to be in the finished one.
 *
 * It only ever grows. Thoughts are held back, and where tools are offered also whatever may turn out to be a printed
 * call.
 */
export function certainText(text: string, toolsOffered: boolean): string {
  const start = text.trimStart();
  if (OPEN.startsWith(start)) return '';
  const { content } = splitThinking(text);
  if (OPEN.startsWith(content)) return '';
  if (!toolsOffered) return content;
  if (/^[{[`]/u.test(content)) return '';
  const [call] = CALLS.map((opening) => content.indexOf(opening))
    .filter((at) => at >= 0)
    .sort((a, b) => a - b);
  if (call !== undefined) return content.slice(0, call).trimEnd();
  const shared = Math.max(...CALLS.map((opening) => tailShared(content, opening)));
  return content.slice(0, content.length - shared).trimEnd();
}

/** How many characters at the end of `text` begin `marker`. */
function tailShared(text: string, marker: string): number {
  for (let length = Math.min(marker.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(marker.slice(0, length))) return length;
  }
  return 0;
}

function join(thoughts: readonly string[]): string {
  return thoughts
    .map((thought) => thought.trim())
    .filter((thought) => thought !== '')
    .join('\n');
}
