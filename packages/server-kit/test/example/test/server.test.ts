import { testServerContract, testToolFuzz } from '@nexus/server-kit/testing';
import { server } from '../src/server.ts';
import { emptyNotes } from './empty-notes.ts';

testServerContract(server, { packageRoot: new URL('..', import.meta.url), open: async () => emptyNotes() });
testToolFuzz(server, async () => emptyNotes());
