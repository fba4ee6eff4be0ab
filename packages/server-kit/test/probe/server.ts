import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { NexusError } from '@nexus/models';
import * as z from 'zod';
import { defineServer, promptFor, resourceFor, routeFor, toolFor } from '@nexus/server-kit';

/** Two processes that open the same file see each other's notes. */
export class NoteFile implements AsyncDisposable {
  readonly #path: string;
  disposed = false;

  constructor(path: string) {
    this.#path = path;
  }

  all(): Record<string, string> {
    return existsSync(this.#path)
      ? z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(this.#path, 'utf8')))
      : {};
  }

  write(id: string, text: string): void {
    mkdirSync(dirname(this.#path), { recursive: true });
    writeFileSync(this.#path, JSON.stringify({ ...this.all(), [id]: text }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.disposed = true;
  }
}

export interface Deps extends AsyncDisposable {
  readonly notes: NoteFile;
}

const defineTool = toolFor<Deps>();
const Text = z.object({ text: z.string() });

const tools = [
  defineTool({
    name: 'echo_text',
    title: 'Echo',
    description: 'Gives back what it gets.',
    access: 'read',
    input: z.strictObject({
      text: z.string().max(1_000_000).describe('Anything.'),
      times: z.int().min(1).max(3).default(1).describe('How often.'),
    }),
    output: Text,
    run: ({ text, times }) => ({ text: text.repeat(times), secret: 'an undeclared field' }),
  }),
  defineTool({
    name: 'write_note',
    title: 'Write a note',
    description: 'Stores a note.',
    access: 'write',
    input: z.strictObject({ note_id: z.string().describe('Its id.'), text: z.string().describe('What it says.') }),
    output: z.object({ note_id: z.string() }),
    run({ note_id, text }, { deps }) {
      deps.notes.write(note_id, text);
      return { note_id };
    },
  }),
  defineTool({
    name: 'erase_notes',
    title: 'Erase',
    description: 'Refuses to erase.',
    access: 'destroy',
    input: z.strictObject({}),
    output: Text,
    run() {
      throw new NexusError('conflict', 'The notes are in use.', { hint: 'Call it later.', cause: new Error('row 7') });
    },
  }),
  defineTool({
    name: 'break_down',
    title: 'Break',
    description: 'Throws what nobody expects.',
    access: 'read',
    input: z.strictObject({}),
    output: Text,
    run() {
      throw new Error('password=hunter2 at /srv/secret/path');
    },
  }),
  defineTool({
    name: 'give_nonsense',
    title: 'Nonsense',
    description: 'Breaks its own output schema.',
    access: 'read',
    input: z.strictObject({}),
    output: Text,
    run: () => JSON.parse('{"text":7}') as { text: string },
  }),
  defineTool({
    name: 'wait_long',
    title: 'Wait',
    description: 'Takes its time, and says how far it is.',
    access: 'read',
    input: z.strictObject({
      steps: z.int().min(1).max(1_000).describe('How many.'),
      step_ms: z.int().min(1).max(60_000).describe('How long each.'),
    }),
    output: z.object({ steps: z.int() }),
    async run({ steps, step_ms }, { deps, signal, progress }) {
      for (let step = 1; step <= steps; step += 1) {
        try {
          await delay(step_ms, undefined, { signal });
        } catch (error) {
          deps.notes.write('aborted', `at step ${step}`);
          throw error;
        }
        await progress(step, steps, `step ${step}`);
      }
      return { steps };
    },
  }),
  defineTool({
    name: 'log_lines',
    title: 'Log',
    description: 'Writes one record of each level.',
    access: 'read',
    input: z.strictObject({}),
    output: z.object({}),
    run(_, { log }) {
      log.debug('fine print');
      log.info('for the record', { count: 3 });
      log.warning('careful');
      log.error('broken');
      return {};
    },
  }),
  defineTool({
    name: 'print_noise',
    title: 'Noise',
    description: 'Prints where it should not.',
    access: 'read',
    input: z.strictObject({}),
    output: z.object({}),
    run() {
      console.log('noise on stdout'); // oxlint-disable-line no-console -- what a careless library does
      return {};
    },
  }),
  defineTool({
    name: 'make_text',
    title: 'Long text',
    description: 'Makes a long text.',
    access: 'read',
    input: z.strictObject({ length: z.int().min(0).max(5_000_000).describe('In characters.') }),
    output: Text,
    run: ({ length }) => ({ text: 'x'.repeat(length) }),
  }),
  defineTool({
    name: 'who_calls',
    title: 'Who',
    description: 'Names the caller.',
    access: 'read',
    input: z.strictObject({}),
    output: z.object({ kind: z.string(), name: z.string() }),
    run: (_, { principal }) => ({ ...principal }),
  }),
  defineTool({
    name: 'ask_person',
    title: 'Ask',
    description: 'Asks the person behind the client.',
    access: 'read',
    input: z.strictObject({}),
    output: z.object({ action: z.string(), setpoint: z.number().optional() }),
    async run(_, { client }) {
      const answer = await client.elicit({
        message: 'Which setpoint?',
        requestedSchema: { type: 'object', properties: { setpoint: { type: 'number' } }, required: ['setpoint'] },
      });
      const { setpoint } = answer.content ?? {};
      return { action: answer.action, ...(typeof setpoint === 'number' ? { setpoint } : {}) };
    },
  }),
  defineTool({
    name: 'ask_model',
    title: 'Sample',
    description: "Asks the client's model.",
    access: 'read',
    input: z.strictObject({}),
    output: Text,
    async run(_, { client }) {
      const made = await client.createMessage({
        messages: [{ role: 'user', content: { type: 'text', text: 'Hello' } }],
        maxTokens: 10,
      });
      return { text: made.model };
    },
  }),
];

const resources = [
  resourceFor<Deps>()({
    name: 'all-notes',
    title: 'All notes',
    description: 'Every note.',
    mimeType: 'application/json',
    uri: 'notes://all',
    read: ({ deps }) => deps.notes.all(),
    version: ({ deps }) => JSON.stringify(deps.notes.all()),
  }),
  resourceFor<Deps>()({
    name: 'one-note',
    title: 'A note',
    description: 'One note.',
    mimeType: 'text/plain',
    uriTemplate: 'notes://by-id/{note_id}',
    read({ note_id = '' }, { deps }) {
      const text = deps.notes.all()[note_id];
      if (text === undefined)
        throw new NexusError('not_found', `There is no note ${note_id}.`, { hint: 'See notes://all.' });
      return text;
    },
    list: ({ deps }) => Object.keys(deps.notes.all()).map((id) => ({ uri: `notes://by-id/${id}`, name: id })),
    complete: {
      note_id: (typed, { deps }) => Object.keys(deps.notes.all()).filter((id) => id.startsWith(typed)),
    },
  }),
  resourceFor<Deps>()({
    name: 'pixel',
    title: 'A pixel',
    description: 'Bytes.',
    mimeType: 'image/png',
    uri: 'notes://pixel',
    read: () => new Uint8Array([0x89, 0x50]),
  }),
];

const prompts = [
  promptFor<Deps>()({
    name: 'greet_person',
    title: 'Greeting',
    description: 'Greets somebody.',
    arguments: z.strictObject({
      name: z.string().describe('Who.'),
      tone: z.string().optional().describe('How.'),
    }),
    complete: { tone: (typed) => ['friendly', 'formal'].filter((tone) => tone.startsWith(typed)) },
    run: ({ name, tone = 'friendly' }) => `Greet ${name} in a ${tone} tone.`,
  }),
];

const defineRoute = routeFor<Deps>();

const routes = [
  defineRoute({
    method: 'POST',
    path: '/notes',
    access: 'write',
    maxBodyBytes: 1_000_000,
    async handle({ query, body }, { deps, principal }) {
      const text = Buffer.from(body).toString();
      if (text === 'break') throw new Error('password=hunter2 at /srv/secret/path');
      if (text === 'full') throw new NexusError('unavailable', 'The disk is full.', { hint: 'Free some space.' });
      if (text === '') throw new NexusError('invalid_argument', 'The note is empty.');
      deps.notes.write(query.get('id') ?? principal.name, text.slice(0, 20));
      return query.has('quiet') ? { status: 204 } : { status: 201, body: { bytes: body.length } };
    },
  }),
];

/** A server with one of everything that the kit has to handle. */
export const probe = defineServer({
  name: 'nexus-probe',
  title: 'Probe',
  version: '1.2.3',
  description: 'A server for the tests of the kit.',
  instructions: 'Nothing to know.',
  port: 8999,
  config: z.object({
    PROBE_FILE: z.string().default('notes.json').describe('Where the notes are.'),
    PROBE_FAULT: z.string().optional().describe('What goes wrong at the start.'),
    PROBE_LIMIT: z.coerce.number().int().max(10).default(5).describe('A limit.'),
  }),
  async open({ dataDir, PROBE_FILE, PROBE_FAULT }): Promise<Deps> {
    if (PROBE_FAULT === 'known') {
      throw new NexusError('unavailable', 'The database is locked.', { hint: 'Stop the other process.' });
    }
    if (PROBE_FAULT === 'unknown') throw new Error('the disk has gone');
    const notes = new NoteFile(join(dataDir, PROBE_FILE));
    // What keeps a real server alive: a connection, a timer.
    const timer = setInterval(() => {}, 1_000);
    return {
      notes,
      async [Symbol.asyncDispose]() {
        clearInterval(timer);
        notes.write('disposed', 'yes');
        if (PROBE_FAULT === 'slow-end') await delay(60_000);
      },
    };
  },
  tools,
  resources,
  prompts,
  routes,
  commands: [
    {
      name: 'count',
      description: 'Counts to a number.',
      usage: '--to N [words…]',
      options: { to: { type: 'string', description: 'How far.' } },
      positionals: true,
      async run({ options, positionals }, { print, status, signal, deps }) {
        if (options['to'] === undefined) throw new NexusError('invalid_argument', 'How far?', { hint: 'Give --to.' });
        for (let i = 1; i <= Number(options['to']); i += 1) {
          status(`at ${i}`);
          print(`${i} ${positionals.join(' ')}`.trim());
        }
        if (options['to'] === '0') {
          print('waiting');
          await delay(60_000, undefined, { signal }).catch(() => deps.notes.write('interrupted', 'yes'));
          return 3;
        }
        return 0;
      },
    },
  ],
});
