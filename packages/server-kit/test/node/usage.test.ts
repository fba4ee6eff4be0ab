import { expect, test } from 'vitest';
import { commandHelp, serverHelp } from '../../src/node/usage.ts';
import { platformVariables } from '../../src/platform-config.ts';
import { probe } from '../probe/server.ts';

test('the help names every option, command and variable', () => {
  const help = serverHelp(probe);
  for (const option of ['--http', '--port N', '--host H', '--read-only', '--version, -v', '--help, -h']) {
    expect(help).toContain(`\n  ${option} `);
  }
  for (const name of [...Object.keys(probe.config.shape), ...Object.keys(platformVariables.shape)]) {
    expect(help).toMatch(new RegExp(`^  ${name} +\\S`, 'm'));
  }
  expect(help).toContain('\n  count --to N [words…]  Counts to a number.\n');
  expect(help).toContain('PROBE_LIMIT       A limit. Default: 5.\n');
  expect(help).toContain('Port of --http; 0 takes a free one. Default: 8999.\n');
});

test('no line of the help is wider than a terminal', () => {
  const widths = serverHelp(probe)
    .split('\n')
    .map((line) => line.length);
  expect(Math.max(...widths)).toBeLessThanOrEqual(100);
});

test('a command has help of its own', () => {
  expect(commandHelp(probe, probe.commands![0]!)).toMatch(
    /^Counts to a number\.\n\nUsage: nexus-probe count --to N \[words…\]\n\nOptions:\n  --to VALUE +How far\.\n/,
  );
});
