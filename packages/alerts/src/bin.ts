#!/usr/bin/env node
import module from 'node:module';

// The database driver ends an older Node.js with a segmentation fault, so this comes before any other import.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  module.enableCompileCache();
  await import('./main.js');
} else {
  process.stderr.write(
    `nexus-alerts needs Node.js 22.18 or newer; this is ${process.versions.node} (${process.execPath}).\n`,
  );
  process.exitCode = 1;
}
