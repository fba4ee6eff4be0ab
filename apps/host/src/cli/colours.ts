import picocolors from 'picocolors';

export type Colours = ReturnType<typeof picocolors.createColors>;

/** Colours where a person reads along and has not asked for none. */
export function coloursFor(stream: { readonly isTTY?: boolean }): Colours {
  return picocolors.createColors(stream.isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb');
}
