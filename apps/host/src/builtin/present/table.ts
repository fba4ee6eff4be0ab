const MAX_ROWS = 20;

/** Rows under a heading in aligned columns of plain text; figures to the right. What is over the limit is counted. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  total = rows.length,
  limit = MAX_ROWS,
): string {
  const shown = rows.slice(0, limit);
  const columns = headings.map((heading, at) => {
    const cells = shown.map((row) => row[at] ?? '');
    const isFigure =
      cells.some((cell) => cell !== '') && cells.every((cell) => /^$|^-$|^[+-]?\d[\d.,]*(?: \S+)?$/.test(cell));
    return { width: Math.max(heading.length, ...cells.map((cell) => cell.length)), isFigure };
  });
  const line = (row: readonly string[]): string =>
    columns
      .map(({ width, isFigure }, at) => (isFigure ? (row[at] ?? '').padStart(width) : (row[at] ?? '').padEnd(width)))
      .join('  ')
      .trimEnd();
  const lines = [headings, ...shown].map((row) => `  ${line(row)}`);
  return total > shown.length ? [...lines, `  and ${total - shown.length} more`].join('\n') : lines.join('\n');
}
