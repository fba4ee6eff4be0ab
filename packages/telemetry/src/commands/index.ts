import { detectCommand } from './detect.ts';
import { importCommand } from './import.ts';

export const commands = [importCommand, detectCommand];
