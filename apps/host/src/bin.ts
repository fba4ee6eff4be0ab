#!/usr/bin/env node
import module from 'node:module';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`nexus needs Node 22.18 or newer; this is ${process.version}.\n`);
  process.exit(1);
}
module.enableCompileCache?.();
const { main } = await import('./cli/main.ts');
await main(process.argv.slice(2));
