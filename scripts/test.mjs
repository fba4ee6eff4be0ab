#!/usr/bin/env node
// `npm test`: set up, then every check on the pinned Node.
import { join } from 'node:path';
import { become, install, node, root } from './bootstrap.mjs';

install();
become(node, [join(root, 'scripts', 'checks.mjs')]);
