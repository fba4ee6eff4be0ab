/** Progress on stderr: in place on a terminal, and otherwise a line for every quarter. */
export function percentage(what: string): { show: (done: number) => void; clear: () => void } {
  const { stderr } = process;
  let last = 0;
  let isShown = false;
  return {
    show(done) {
      const step = stderr.isTTY ? 1 : 25;
      const percent = Math.floor((done * 100) / step) * step;
      if (percent === last || percent === 100) return;
      last = percent;
      isShown = stderr.isTTY;
      stderr.write(stderr.isTTY ? `\r${what}… ${percent} %` : `${what}… ${percent} %\n`);
    },
    clear() {
      if (isShown) stderr.write('\r\u001B[K');
      isShown = false;
    },
  };
}
