import { join, resolve } from 'node:path';
import { defaultDataDir, type Environment } from '@nexus/models/environment';

/** Where fetched models are kept: in the data folder. */
export function modelsFolder(environment: Environment): string {
  return join(resolve(environment['NEXUS_DATA_DIR']?.trim() || defaultDataDir(environment)), 'models');
}
