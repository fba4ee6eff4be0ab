import type { PyodideAPI } from 'pyodide';
import type { Answer, RunRequest } from '@nexus/sandbox/worker';

const WARM_UP = `import statistics, decimal, re
def main(args):
    return {"mean": statistics.fmean([1, 2]), "third": str(decimal.Decimal(1) / 3), "text": re.sub("a", "b", "a"), "all": sorted(args)}`;

const MAX_ERROR_CHARACTERS = 300;
const ENDED = 'the tool ended its own process';

type Run = (code: string, args: string, maxBytes: number) => string;
type Check = (code: string) => string;

/** Runs or checks Python that nobody trusts, in a guest that is good for one tool. */
export class PythonEngine {
  readonly #run: Run;
  readonly #check: Check;

  /** @param python A guest in which the files of `guest/` have run. */
  constructor(python: PyodideAPI) {
    const named = python.globals as unknown as { get(name: string): unknown };
    this.#run = named.get('run') as Run;
    this.#check = named.get('checked') as Check;
    (named.get('strip') as () => void)();
    const [kind] = JSON.parse(this.#run(WARM_UP, '{"x":1}', 1_000)) as string[];
    if (kind !== 'value') throw new Error(`the engine does not work: ${kind}`);
  }

  run({ code, args, max_result_bytes }: RunRequest): Answer {
    return this.#answer(() => {
      const [kind = '', ...rest] = JSON.parse(this.#run(code, args, max_result_bytes)) as string[];
      if (kind === 'value') return { kind, json: rest[0] ?? 'null' };
      if (kind !== 'threw') return { kind } as Answer;
      const [name = '', message = '', stack = ''] = rest;
      return { kind, name, message, stack };
    });
  }

  check(source: string): Answer {
    return this.#answer(() => ({ kind: 'checked', json: this.#check(source) }));
  }

  /** What ends the guest from outside Python: it is lost, and so is its process after the answer. */
  #answer(ask: () => Answer): Answer {
    try {
      return ask();
    } catch (error) {
      return endOf(error);
    }
  }
}

/** What ended a guest, truly: its own exit, its stack or memory, or that it reached for what is not there. */
function endOf(error: unknown): Answer {
  const { name, message } = (error ?? {}) as { readonly name?: string; readonly message?: string };
  if (name === 'ExitStatus') return { kind: 'threw', name: 'SystemExit', message: ENDED, stack: '' };
  if (name === 'RangeError' || name === 'RuntimeError') return { kind: 'out_of_memory' };
  const what = String(message ?? error).slice(0, MAX_ERROR_CHARACTERS);
  return { kind: 'threw', name: 'SystemError', message: `the interpreter broke off: ${what}`, stack: '' };
}
