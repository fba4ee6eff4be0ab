import { sandboxCommand } from './sandbox.ts';

export const commands = [sandboxCommand];
