import { parseArgs } from 'node:util';

export const HELP = `nexus-simulator: a demo building with known ground truth

  nexus-simulator seed [--if-empty] [--days 14] [--seed N] [--json]
      Fills empty databases with two buildings, 300 devices and their readings up
      to now. Run again, it extends them up to now. Databases with other data are
      left as they are: that is an error, or with --if-empty not.

  nexus-simulator truth [--days 14]
      Prints what is true about the last days as JSON: which devices are offline,
      which readings are wrong, what each floor consumed.

  nexus-simulator firmware [--speed 10]
      The demo's devices answer firmware jobs until Ctrl-C: some fail, some never
      answer. With NEXUS_MQTT_URL over that broker, else in the database itself.
      Run again, devices begin once more what they had not ended.

  nexus-simulator live [--speed 10]
      Sets the demo building up where there is none, brings it up to now, and lets
      its devices send what they measure to NEXUS_MQTT_URL until Ctrl-C; they
      answer firmware jobs, too.

  --speed N    Of firmware jobs, 1 to 1000: 10 makes a minute six seconds.
  --days N     Days of history, 1 to 60.
  --seed N     Another number makes another building of the same shape (default 1).
  --json       Print the result as JSON.
  -h, --help   Print this help.

Configuration (environment or .env): NEXUS_DATA_DIR, NEXUS_DEVICE_DB_PATH,
NEXUS_TELEMETRY_DB_PATH, NEXUS_TIMEZONE, NEXUS_MQTT_URL, NEXUS_MQTT_USERNAME,
NEXUS_MQTT_PASSWORD, as for the servers.
`;

export interface SeedLine {
  readonly command: 'seed';
  readonly days: number;
  readonly seed: number | undefined;
  readonly ifEmpty: boolean;
  readonly json: boolean;
}

export interface TruthLine {
  readonly command: 'truth';
  readonly days: number;
}

/** `live`, too, answers firmware jobs. */
export interface FirmwareLine {
  readonly command: 'firmware' | 'live';
  readonly speed: number;
}

/** Words or variables that the command cannot use; the message is for the person who wrote them. */
export class Misuse extends Error {}

const HELP_OPTION = { type: 'boolean', short: 'h' } as const;
const DAYS_OPTION = { type: 'string', default: '14' } as const;

/** @throws {Misuse} */
export function parseCommandLine(
  args: readonly string[],
): SeedLine | TruthLine | FirmwareLine | { readonly command: 'help' } {
  const [command = 'help', ...rest] = args;
  if (['help', '-h', '--help'].includes(command)) return { command: 'help' };
  if (command === 'seed') {
    const options = parsed(() =>
      parseArgs({
        args: rest,
        options: {
          help: HELP_OPTION,
          days: DAYS_OPTION,
          seed: { type: 'string' },
          'if-empty': { type: 'boolean', default: false },
          json: { type: 'boolean', default: false },
        },
      }),
    ).values;
    if (options.help === true) return { command: 'help' };
    const seed = options.seed === undefined ? undefined : wholeNumber('--seed', options.seed, 0, 2_147_483_647);
    return { command, days: daysOf(options.days), seed, ifEmpty: options['if-empty'], json: options.json };
  }
  if (command === 'truth') {
    const options = parsed(() => parseArgs({ args: rest, options: { help: HELP_OPTION, days: DAYS_OPTION } })).values;
    return options.help === true ? { command: 'help' } : { command, days: daysOf(options.days) };
  }
  if (command === 'firmware' || command === 'live') {
    const speed = { type: 'string', default: '10' } as const;
    const options = parsed(() => parseArgs({ args: rest, options: { help: HELP_OPTION, speed } })).values;
    return options.help === true
      ? { command: 'help' }
      : { command, speed: wholeNumber('--speed', options.speed, 1, 1_000) };
  }
  throw new Misuse(`there is no command ${JSON.stringify(command.slice(0, 40))}.`);
}

function parsed<Result>(parse: () => Result): Result {
  try {
    return parse();
  } catch (cause) {
    // Node's first sentence names the fault; the rest is advice on its own syntax.
    throw new Misuse((cause instanceof Error ? cause.message : String(cause)).split('. ', 1)[0], { cause });
  }
}

function daysOf(text: string): number {
  return wholeNumber('--days', text, 1, 60);
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new Misuse(`${option} must be a whole number from ${least} to ${most}.`);
}
