import { writeV1, writeV2 } from './write.ts';

export const routes = [writeV2, writeV1];
