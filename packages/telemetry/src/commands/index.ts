import { importCommand } from './import.ts';

export const commands = [importCommand];
