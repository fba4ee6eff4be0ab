import { chartCommand } from './chart.ts';
import { detectCommand } from './detect.ts';
import { importCommand } from './import.ts';
import { testMappingCommand } from './test-mapping.ts';

export const commands = [importCommand, chartCommand, detectCommand, testMappingCommand];
