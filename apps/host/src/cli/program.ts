import { createRequire } from 'node:module';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { CLIENT_NAMES, type ClientName } from '../client-config/client.ts';
import { APPROVAL_ACTIONS, type ApprovalAction } from './approval-actions.ts';
import type { ApprovalFlags } from './approvals.ts';
import type { AskFlags } from './ask.ts';
import type { ChatFlags } from './chat.ts';
import type { ClientConfigFlags } from './client-config.ts';
import type { DoctorFlags } from './doctor.ts';
import { EXIT } from './exit-codes.ts';
import type { ReplayFlags } from './replay.ts';
import { SESSION_ACTIONS, type SessionAction } from './session-actions.ts';
import type { SessionFlags } from './sessions.ts';
import type { UpFlags } from './up.ts';
import type { HostFlags } from './with-host.ts';

const manifest = createRequire(import.meta.url)('@nexus/host/package.json') as { readonly version: string };

const QUESTION = 'What is the current CO2 level in conference room 3B?';

/** Declares the commands. Each loads what it needs when it runs, and hands its exit code to `finish`. */
export function buildProgram(finish: (exitCode: number) => void): Command {
  const program = new Command('nexus')
    .description('Ask a building questions in plain language.')
    .version(manifest.version)
    .option('--config <file>', 'MCP servers to use, in the usual mcpServers form')
    .enablePositionalOptions()
    .showHelpAfterError('(nexus --help shows the commands)')
    .exitOverride()
    .addHelpText(
      'after',
      `
Examples:
  nexus demo                            sets up a demo building and answers questions about it
  nexus "${QUESTION}"
  nexus chat                            (also: nexus alone, on a terminal)
  nexus call get_zone_snapshot --zone_id "Conference Room 3B"

Servers come from --config, else nexus.config.json, else the bundled ones are started.
Settings come from NEXUS_* variables or .env. Exit codes: 0 answered, 1 failed, 2 usage, 130 Ctrl-C.`,
    );

  answering(program.command('ask'))
    .description('Answer one question and show the tool calls that were made')
    .argument('<question...>', 'the question, in plain words')
    .option('--json', 'print every event as a line of JSON')
    .action(async (words: string[], _flags: AskFlags, command: Command) => {
      const { ask } = await import('./ask.ts');
      const question = words.join(' ').trim();
      if (question === '') command.error("error: the argument 'question' is blank", { exitCode: EXIT.usage });
      finish(await ask(question, command.optsWithGlobals()));
    })
    .addHelpText('after', `\nExample:\n  nexus ask "${QUESTION}"`);

  answering(program.command('chat'))
    .description('Talk to the building; without a terminal, each line of stdin is a question')
    .option('--resume [id]', 'go on with a saved session, by default the newest one')
    .option('--json', 'print every event as a line of JSON')
    .action(async (_flags: ChatFlags, command: Command) => {
      const { chat } = await import('./chat.ts');
      finish(await chat(command.optsWithGlobals()));
    });

  program
    .command('sessions')
    .description('List, show, export or delete saved conversations')
    .addArgument(new Argument('[action]', 'what to do with them').choices(SESSION_ACTIONS).default('list'))
    .argument('[id]', 'of one session, or its beginning; by default the newest one')
    .option('--json', 'print as JSON')
    .action(async (action: SessionAction, id: string | undefined, _flags: SessionFlags, command: Command) => {
      const { sessions } = await import('./sessions.ts');
      if (action === 'delete' && id === undefined) command.error('error: say which session', { exitCode: EXIT.usage });
      finish(sessions(action, id, command.optsWithGlobals()));
    });

  program
    .command('approvals')
    .description('List what was allowed for good and how tools have to stay, or take it back')
    .addArgument(new Argument('[action]', 'what to do').choices(APPROVAL_ACTIONS).default('list'))
    .argument('[server]', 'whose approvals to revoke')
    .argument('[tool]', 'of it; by default all')
    .option('--definitions', 'of revoke: forget also how the tools are described')
    .option('--json', 'print as JSON')
    .action(
      async (
        action: ApprovalAction,
        server: string | undefined,
        tool: string | undefined,
        _flags: ApprovalFlags,
        command: Command,
      ) => {
        const { listApprovals, revokeApprovals } = await import('./approvals.ts');
        const flags = command.optsWithGlobals<ApprovalFlags>();
        if (action === 'list') return finish(await listApprovals(flags));
        if (server === undefined) {
          return command.error('error: say which server; nexus approvals lists them', { exitCode: EXIT.usage });
        }
        finish(await revokeApprovals(server, tool, flags));
      },
    )
    .addHelpText('after', '\nExample:\n  nexus approvals revoke telemetry import_readings');

  program
    .command('replay')
    .description('Go through a recording again, with model and tools answering from it, and name what differs')
    .argument('<file>', 'made with --record')
    .option('--json', 'print every event as a line of JSON')
    .action(async (file: string, _flags: ReplayFlags, command: Command) => {
      const { replay } = await import('./replay.ts');
      finish(await replay(file, command.optsWithGlobals()));
    });

  answering(program.command('synthesize'))
    .description('Have a model write a tool for a calculation, register it, and call it')
    .argument('<problem...>', 'what is to be computed, with all numbers and units')
    .action(async (words: string[], _flags: HostFlags, command: Command) => {
      const { synthesize } = await import('./synthesize.ts');
      const problem = words.join(' ').trim();
      if (problem === '') command.error("error: the argument 'problem' is blank", { exitCode: EXIT.usage });
      finish(await synthesize(problem, command.optsWithGlobals()));
    })
    .addHelpText(
      'after',
      `
Examples:
  nexus synthesize "Energy use intensity of a zone: 125000 kWh a year on 2500 m2"
  nexus synthesize "Friction loss by Hazen-Williams: 100 m of DN100, 10 l/s, C 130"

The tool is checked in the sandbox; its code is shown before it is registered.`,
    );

  answering(program.command('demo'))
    .description('Set up the demo building where there is none, then answer')
    .argument('[question...]', 'without one: a conversation, or off a terminal the five usual questions')
    .option('--json', 'print every event as a line of JSON')
    .action(async (words: string[], _flags: AskFlags, command: Command) => {
      const { demo } = await import('./demo.ts');
      finish(await demo(words.join(' '), command.optsWithGlobals()));
    });

  program
    .command('up')
    .description('Run the whole platform: its servers over HTTP, and an MQTT broker where none is configured')
    .option('--simulate', "let the demo building's devices measure and answer (sets it up where there is none)")
    .option('--mqtt-port <n>', 'of the broker that is brought along; by default 1883', wholeNumber(1, 65_535))
    .option('--json', 'print every event as a line of JSON')
    .action(async (_flags: UpFlags, command: Command) => {
      const { up } = await import('./up.ts');
      finish(await up(command.optsWithGlobals()));
    });

  withServers(program.command('doctor'))
    .description('Look for what is wrong with the set-up, and say what to do about it')
    .option('--json', 'print the findings as JSON')
    .action(async (_flags: DoctorFlags, command: Command) => {
      const { doctor } = await import('./doctor.ts');
      finish(await doctor(command.optsWithGlobals()));
    });

  program
    .command('config')
    .description('Print or write the configuration with which a desktop client starts the servers')
    .addArgument(new Argument('<client>', 'whose configuration').choices(CLIENT_NAMES))
    .option('--write', "merge it into the client's file, after a copy of it was made")
    .option('--file <path>', "another file than the client's own, such as .cursor/mcp.json of a project")
    .addOption(new Option('--local', 'name the files of this installation').conflicts('npx'))
    .option('--npx', 'have the client fetch the published packages')
    .action(async (client: ClientName, _flags: ClientConfigFlags, command: Command) => {
      const { clientConfig } = await import('./client-config.ts');
      finish(await clientConfig(client, command.optsWithGlobals()));
    });

  withServers(program.command('tools'))
    .description('List the tools of all servers')
    .option('--json', 'print them with their schemas as JSON')
    .option('--accept <server>', 'take the tools of a server that changed as they are now')
    .action(async (_flags: HostFlags, command: Command) => {
      const { listTools } = await import('./list-tools.ts');
      finish(await listTools(command.optsWithGlobals()));
    });

  passingOn(withServers(program.command('call')))
    .description('Call one tool and print its result')
    .argument('<tool>', 'its name, from nexus tools')
    .argument('[arguments...]', "--name value for each argument, or --json '{…}' for all")
    .action(async (tool: string, words: string[], _flags: HostFlags, command: Command) => {
      const { call } = await import('./call.ts');
      finish(await call(tool, words, command.optsWithGlobals()));
    })
    .addHelpText(
      'after',
      `
Examples:
  nexus call list_zones --building NORTH --floor 3
  nexus call get_statistics --device_id DEV-CO2-0017 --metric co2 --start -24h
  nexus call get_zone_snapshot --json '{"zone_id":"Lobby","metrics":["temperature"]}'`,
    );

  withServers(program.command('chart'))
    .description('Draw one metric of one device in the terminal')
    .argument('<device>', 'its id or name')
    .argument('<metric>', 'such as co2 or temperature')
    .option('--start <time>', '-24h (the default), -7d, yesterday, last_week, YYYY-MM-DD or RFC 3339')
    .option('--end <time>', 'the same forms; by default now, or the end of the period that start names')
    .option('--width <characters>', "of a line; by default the terminal's", wholeNumber(40, 400))
    .option('--height <lines>', 'of the plot', wholeNumber(4, 100))
    .option('--ascii', 'draw with plain ASCII characters')
    .option('--json', 'print what would be drawn as JSON')
    .action(async (device: string, metric: string, _flags: HostFlags, command: Command) => {
      const { chart } = await import('./chart.ts');
      finish(await chart(device, metric, command.optsWithGlobals()));
    })
    .addHelpText('after', '\nExample:\n  nexus chart "Conference Room 3B CO2 Sensor" co2 --start yesterday');

  const models = program
    .command('models')
    .description('List models that run on this machine, without any server')
    .option('--json', 'print them as JSON')
    .action(async (flags: { readonly json?: boolean }) => {
      const { listModels } = await import('./models.ts');
      finish(listModels(flags));
    })
    .addHelpText('after', '\nExamples:\n  nexus models\n  nexus models fetch qwen3.5-4b');

  models
    .command('fetch')
    .description('Bring a model to this machine; what was cut goes on where it stopped')
    .argument('[model]', 'a name from the list, or hf:user/repository:quantization; else NEXUS_LOCAL_MODEL_PATH')
    .action(async (model: string | undefined) => {
      const { fetchNamedModel } = await import('./models-fetch.ts');
      finish(await fetchNamedModel(model));
    });

  passingOn(program.command('seed'))
    .description('Fill the databases with the demo building')
    .argument('[arguments...]', 'such as --if-empty, --days 14, --seed 1')
    .action(async (words: string[]) => {
      const { runProgram } = await import('./programs.ts');
      finish(await runProgram('@nexus/simulator', ['seed', ...words]));
    });

  passingOn(program.command('import'))
    .description('Import readings, or zones and devices, from CSV files')
    .argument('<arguments...>', 'FILE.csv, or --zones FILE and --devices FILE')
    .action(async (words: string[]) => {
      const { runProgram } = await import('./programs.ts');
      const isRegistry = words.some((word) => /^--(?:zones|devices)(?:=|$)/u.test(word));
      finish(await runProgram(isRegistry ? '@nexus/device-registry' : '@nexus/telemetry', ['import', ...words]));
    })
    .addHelpText(
      'after',
      `
Examples:
  nexus import readings.csv                          columns device_id,metric,timestamp,value,unit?,quality?
  nexus import --zones zones.csv --devices devices.csv`,
    );

  return program;
}

function withServers(command: Command): Command {
  return command.option('--config <file>', 'MCP servers to use, in the usual mcpServers form');
}

function answering(command: Command): Command {
  return withServers(command)
    .addOption(
      new Option('--backend <name>', 'what answers, instead of NEXUS_LLM_BACKEND').choices([
        'auto',
        'local',
        'remote',
        'builtin',
      ]),
    )
    .option('--allow-writes', 'run tools that change something without asking')
    .option('--record <file>', 'write every exchange with the model and the tools into a new file');
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

/** What follows belongs to another program or to a tool. */
function passingOn(command: Command): Command {
  return command.allowUnknownOption().passThroughOptions();
}
