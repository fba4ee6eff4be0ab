import { testCommand } from './test.ts';

export const commands = [testCommand];
