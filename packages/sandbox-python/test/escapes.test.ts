import { Sandbox, type SandboxOptions } from '@nexus/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AttackedHost, SECRET } from '../../sandbox/test/fixtures/attacked-host.ts';
import { pythonRuntime } from '../src/index.ts';
import { GREEDY, reaching } from './escape-cases.ts';
import { cacheFolder } from './snapshot-folder.ts';

let host: AttackedHost;
beforeAll(async () => {
  host = await AttackedHost.open();
  process.env['NEXUS_CANARY'] = SECRET;
});
afterAll(() => {
  delete process.env['NEXUS_CANARY'];
  host[Symbol.dispose]();
});

const open = (...without: NonNullable<SandboxOptions['without']>) =>
  new Sandbox({ without, runtimes: [pythonRuntime({ cacheFolder })] });

const indented = (body: string) => body.replaceAll(/^/gm, '    ');
const single = (body: string) => ({ language: 'python', code: `def main(args):\n${indented(body)}\n` }) as const;

/** All cases one after another in one worker, so that what one leaves behind helps the next. */
function together(): { readonly language: 'python'; readonly code: string } {
  const cases = reaching(host.where);
  const functions = cases.map(({ body }, i) => `def case_${i}(args):\n${indented(body)}\n`).join('\n');
  const code = `${functions}
def main(args):
    answers = []
    for case in [${cases.map((_, i) => `case_${i}`).join(', ')}]:
        try:
            answers.append(str(case(args)))
        except BaseException as error:
            answers.append("stopped by " + type(error).__name__)
    return answers
`;
  return { language: 'python', code };
}

describe.each([
  { title: 'all layers but validation', without: ['validation'] as const },
  { title: 'the guest alone', without: ['validation', 'permission', 'seccomp', 'bubblewrap'] as const },
])('$title', ({ without }) => {
  test('contains every case, and the host is not touched', { timeout: 240_000 }, async () => {
    using sandbox = open(...without);
    const outcome = await sandbox.run(together(), {}, { time_ms: 30_000 });
    const answers = outcome.ok ? (outcome.value as string[]) : [];
    const cases = reaching(host.where);
    expect(outcome.ok ? undefined : outcome.error).toBe(undefined);
    expect(answers).toHaveLength(cases.length);
    const escaped = cases.flatMap(({ name }, i) =>
      /^ESCAPED|canary/.test(answers[i] ?? '') ? [`${name}: ${answers[i]}`] : [],
    );
    expect(escaped).toEqual([]);
    expect(host.isTouched).toBe(false);
  });
});

test('validation refuses nearly all of them before they run', async () => {
  using sandbox = open();
  const { violations } = await sandbox.check(together());
  // At least one for each of the first fourteen, which only import or name what is not there.
  expect(violations.length).toBeGreaterThanOrEqual(14);
});

test('what takes more than it is given, or ends its own interpreter, ends in a typed error', async () => {
  using sandbox = open('validation');
  const codes = await Promise.all(
    GREEDY.map(async ({ name, body, code }) => {
      // Short for those that never end; the others need what a busy machine takes.
      const time_ms = code.includes('timeout') ? 400 : 30_000;
      const outcome = await sandbox.run(single(body), {}, { time_ms });
      const got = outcome.ok ? 'ok' : outcome.error.code;
      return { name, code: code.includes(got) ? [...code] : got };
    }),
  );
  expect(codes).toEqual(GREEDY.map(({ name, code }) => ({ name, code })));
});

test.each([
  ['that it ended its own process', '_exit(3)', 'SystemExit: the tool ended its own process'],
  ['that its interpreter broke off', 'abort()', 'SystemError: the interpreter broke off: it aborted'],
])('a tool is told %s', async (_name, call, message) => {
  using sandbox = open('validation');
  const tool = single(`import statistics\nstatistics.fmean.__globals__["random"]._os.${call}`);
  expect(await sandbox.run(tool, {}, { time_ms: 10_000 })).toMatchObject({
    error: { code: 'threw', message: `The tool failed: ${message}` },
  });
});
