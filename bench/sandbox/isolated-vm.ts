/** The part of isolated-vm that is used; it is not installed with this workspace. */
interface IsolatedVm {
  readonly Isolate: new (options: { memoryLimit: number }) => {
    createContext(): Promise<{
      evalClosure(code: string, args: readonly unknown[], options: object): Promise<unknown>;
    }>;
    dispose(): void;
  };
}

/**
 * A call in an isolate of V8 of its own, in this very process: JSON in and out, as ours.
 *
 * @returns Why not, where it is not installed or does not load.
 */
export async function isolatedCall(): Promise<((source: string, args: object) => Promise<unknown>) | string> {
  let api: IsolatedVm;
  try {
    const name: string = 'isolated-vm'; // not resolved by the compiler
    ({ default: api } = (await import(name)) as { readonly default: IsolatedVm });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return async (source, args) => {
    const isolate = new api.Isolate({ memoryLimit: 64 });
    try {
      const context = await isolate.createContext();
      const code = `${source}; return JSON.stringify(main(JSON.parse($0)))`;
      const options = { timeout: 5_000, result: { copy: true } };
      const result = await context.evalClosure(code, [JSON.stringify(args)], options);
      return JSON.parse(String(result)) as unknown;
    } finally {
      isolate.dispose();
    }
  };
}
