import { connect } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import { server } from '../../src/server.ts';
import { emptyNotes } from '../empty-notes.ts';

test('reads as the text of the note, also when its id needs escaping', async () => {
  const deps = emptyNotes();
  deps.notes.set('Größe 1', 'ten');
  await using host = await connect(server, deps);
  const { resources } = await host.client.listResources();
  expect(resources).toEqual([{ uri: 'note://Gr%C3%B6%C3%9Fe%201', name: 'Größe 1', mimeType: 'text/plain' }]);
  const { contents } = await host.client.readResource({ uri: resources[0]!.uri });
  expect(contents).toEqual([{ uri: resources[0]!.uri, mimeType: 'text/plain', text: 'ten' }]);
});
