import type { Environment } from '@nexus/models/environment';
import { NexusError } from '@nexus/models';
import { type EmbeddedBroker, openEmbeddedBroker } from './embedded-broker.ts';
import { type PlannedServer, type PlatformPlan, serverPrograms, simulatorProgram } from './platform-plan.ts';
import type { LogRecord } from './program-log.ts';
import { occupantOf } from './server-identity.ts';
import { type ProgramStatus, SupervisedProgram } from './supervised-program.ts';

/** Less than the ten seconds after which whoever stopped us loses patience. */
const GRACE_MS = 9_000;
const LOOK_MS = 1_000;
/** What a server ends with that was configured wrongly. */
const MISUSED = 2;

export type PlatformEvent =
  | {
      readonly type: 'starting';
      readonly data_dir: string;
      readonly mqtt_url: string;
      readonly embedded_broker: boolean;
    }
  | ({ readonly type: 'program' } & ProgramStatus)
  | { readonly type: 'ready'; readonly duration_ms: number }
  | ({ readonly type: 'log'; readonly program: string } & LogRecord)
  | { readonly type: 'stopping' }
  | { readonly type: 'stopped'; readonly duration_ms: number };

export interface PlatformOptions {
  readonly environment: Environment;
  readonly onEvent: (event: PlatformEvent) => void;
  readonly simulate?: boolean;
  readonly mqttPort?: number | undefined;
}

/** The servers of the platform as supervised children, and a broker for them where none is configured. */
export class Platform {
  readonly #plan: PlatformPlan;
  readonly #options: PlatformOptions;
  readonly #failed = Promise.withResolvers<never>();
  #programs: readonly SupervisedProgram[] = [];
  #broker: EmbeddedBroker | undefined;
  #isReady = false;
  #startedMs = 0;

  constructor(plan: PlatformPlan, options: PlatformOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#failed.promise.catch(() => {}); // who asks for it hears of it
  }

  get status(): readonly ProgramStatus[] {
    return this.#programs.map(({ status }) => status);
  }

  /** Rejects when the platform cannot come up and trying again is no use, with a {@link NexusError} that says why. */
  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  /**
   * Starts everything; resolves as soon as all of it was started.
   *
   * @throws {NexusError} `conflict` when the platform runs already or a port is taken; then nothing is left running.
   */
  async start(): Promise<void> {
    this.#startedMs = performance.now();
    await refuseTakenPorts(this.#plan);
    const { environment, mqttPort, simulate, onEvent } = this.#options;
    const { dataDir, mqttUrl: configured } = this.#plan;
    this.#broker = configured === undefined ? await openEmbeddedBroker(mqttPort) : undefined;
    const mqttUrl = this.#broker?.url ?? configured ?? '';
    const embedded_broker = this.#broker !== undefined;
    onEvent({ type: 'starting', data_dir: dataDir, mqtt_url: withoutPassword(mqttUrl), embedded_broker });
    const specs = serverPrograms(this.#plan, environment, mqttUrl);
    if (simulate === true) specs.push(simulatorProgram(environment, mqttUrl));
    this.#programs = specs.map(
      (spec) =>
        new SupervisedProgram(spec, {
          onChange: (status) => this.#changed(status),
          onLog: (program, record) => onEvent({ type: 'log', program, ...record }),
        }),
    );
    for (const program of this.#programs) program.start();
  }

  /** Lets everything end in order; when it resolves, no process is left. */
  async stop(): Promise<void> {
    const beganMs = performance.now();
    if (this.#programs.length === 0) return await this.#broker?.[Symbol.asyncDispose]();
    this.#options.onEvent({ type: 'stopping' });
    await Promise.all(this.#programs.map((program) => program.stop(GRACE_MS)));
    await this.#broker?.[Symbol.asyncDispose]();
    this.#options.onEvent({ type: 'stopped', duration_ms: Math.round(performance.now() - beganMs) });
  }

  /** Ends every child at once. */
  kill(): void {
    for (const program of this.#programs) program.kill();
  }

  #changed(status: ProgramStatus): void {
    this.#options.onEvent({ type: 'program', ...status });
    if (status.state === 'waiting' && !this.#isReady) void this.#judge(status);
    if (this.#isReady || !this.#programs.every(({ status: { state } }) => state === 'ready')) return;
    this.#isReady = true;
    this.#options.onEvent({ type: 'ready', duration_ms: Math.round(performance.now() - this.#startedMs) });
  }

  /** Whether a program that ended before it was ready has a reason that stays. */
  async #judge({ name, exit_code, fault = '' }: ProgramStatus): Promise<void> {
    if (exit_code === MISUSED) {
      const message = `The server ${name} cannot start: ${fault}.`;
      this.#failed.reject(new NexusError('invalid_argument', message, { hint: 'Correct the configuration first.' }));
    }
    // Another `nexus up` may have begun at the same moment, and taken the port first.
    const own = this.#plan.servers.filter((server) => server.name === name && server.isLocal);
    await refuseTakenPorts({ ...this.#plan, servers: own }).catch((error: unknown) => {
      // Unless it is the program itself by now, which was started again meanwhile.
      const isDown = this.status.find((each) => each.name === name)?.pid === undefined;
      if (isDown) this.#failed.reject(error);
    });
  }
}

async function refuseTakenPorts({ servers, dataId }: PlatformPlan): Promise<void> {
  const local = servers.filter(({ isLocal }) => isLocal);
  const occupants = await Promise.all(
    local.map(async (server) => ({ server, occupant: await occupantOf(server.url, LOOK_MS) })),
  );
  const taken = occupants.filter(({ occupant }) => occupant.kind !== 'nobody');
  const [first] = taken;
  if (first === undefined) return;
  const ours = taken.filter(({ server, occupant }) => isServer(server, occupant, dataId));
  if (ours.length === local.length) {
    throw new NexusError('conflict', 'NexusIoT is already running, with the data of this folder.', {
      hint: 'nexus ask and nexus chat use it. Stop the other nexus up first to start it anew.',
    });
  }
  const lines = taken.map(({ server, occupant }) => `  ${portOf(server)}: ${describe(server, occupant, dataId)}`);
  throw new NexusError('conflict', `These ports are taken:\n${lines.join('\n')}`, {
    hint: `Stop what uses them, or choose other addresses, such as ${first.server.urlVariable}=http://localhost:9001/mcp.`,
  });
}

type Occupant = Awaited<ReturnType<typeof occupantOf>>;

function isServer({ serverName }: PlannedServer, occupant: Occupant, dataId: string): boolean {
  return occupant.kind === 'server' && occupant.server === serverName && occupant.data === dataId;
}

function describe({ serverName }: PlannedServer, occupant: Occupant, dataId: string): string {
  if (occupant.kind !== 'server' || occupant.server !== serverName) return 'another program listens there';
  return occupant.data === dataId
    ? `${serverName} is already running there`
    : `${serverName} is already running there, with the data of another folder`;
}

function portOf({ url }: PlannedServer): string {
  return new URL(url).host;
}

function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return url;
  const parsed = new URL(url);
  if (parsed.password !== '') parsed.password = '***';
  return parsed.href;
}
