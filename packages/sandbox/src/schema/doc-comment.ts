import type { Comment } from 'acorn';

/** A `/** … *\/` comment: the text before the first tag, and the parameters that it describes. */
export interface DocComment {
  readonly text: string;
  readonly params: readonly DocParam[];
}

export interface DocParam {
  /** Without the name of the argument before it: `area` of `args.area`. */
  readonly name: string;
  readonly type?: string;
  readonly description: string;
  readonly optional: boolean;
}

const PARAM = /^@param\s+(?:\{([^}]*)\}\s*)?(\[)?([\w$.]+)[^\]\s]*\]?\s*(?:-\s*)?(.*)$/;

/** The comment that ends right before `position`, if there is one. */
export function docCommentBefore(
  source: string,
  comments: readonly Comment[],
  position: number,
): DocComment | undefined {
  const comment = comments.findLast(
    ({ type, value, end }) =>
      type === 'Block' && value.startsWith('*') && end <= position && source.slice(end, position).trim() === '',
  );
  if (comment === undefined) return undefined;
  const lines = comment.value.split('\n').map((line) => line.replace(/^\s*\*+ ?/, '').trim());
  const firstTag = lines.findIndex((line) => line.startsWith('@'));
  const text = (firstTag === -1 ? lines : lines.slice(0, firstTag)).join(' ').replace(/\s+/g, ' ').trim();
  const params = lines.flatMap((line): DocParam[] => {
    const [, type, bracket, path, description = ''] = PARAM.exec(line) ?? [];
    if (path === undefined) return [];
    const optional = bracket !== undefined || type?.endsWith('=') === true;
    return [{ name: path.split('.').at(-1) ?? path, ...(type && { type }), description: description.trim(), optional }];
  });
  return { text, params };
}
