/** The levels of RFC 5424 that the platform uses, least first. */
export const LOG_LEVELS = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type LogFields = Readonly<Record<string, unknown>>;

export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warning(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Where a record of a logger goes. */
export type LogSink = (level: LogLevel, message: string, fields: LogFields) => void;

export function logger(sink: LogSink): Logger {
  return {
    debug: (message, fields = {}) => sink('debug', message, fields),
    info: (message, fields = {}) => sink('info', message, fields),
    warning: (message, fields = {}) => sink('warning', message, fields),
    error: (message, fields = {}) => sink('error', message, fields),
  };
}

export function isAtLeast(level: LogLevel, minimum: LogLevel): boolean {
  return LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(minimum);
}

/** A logger that says nothing; for tests and for in-process use. */
export const silentLogger: Logger = logger(() => {});

const SECRET_NAME = /token|secret|password|passwd|authorization|cookie|api[-_]?key|private[-_]?key/i;
const MAX_TEXT = 4_000;
const MAX_DEPTH = 6;

/**
 * A sink of one JSON object a line, with secrets taken out.
 *
 * @param write Receives each line, newline included.
 * @param secrets Values (not names) that must not appear, such as the configured token.
 */
export function jsonLines(
  write: (line: string) => void,
  options: { name: string; minimum: LogLevel; secrets?: readonly string[]; now?: () => number },
): LogSink {
  const secrets = (options.secrets ?? []).filter((secret) => secret.length >= 4);
  const now = options.now ?? Date.now;
  return (level, message, fields) => {
    if (!isAtLeast(level, options.minimum)) return;
    const head = { time: new Date(now()).toISOString(), level, logger: options.name, message };
    // Twice: first for the order of the line, last so that no field passes for one of the head.
    write(`${JSON.stringify(redact({ ...head, ...fields, ...head }, secrets, 0))}\n`);
  };
}

function redact(value: unknown, secrets: readonly string[], depth: number): unknown {
  if (typeof value === 'string') {
    const hidden = secrets.reduce((text, secret) => text.replaceAll(secret, '[redacted]'), value);
    return hidden.length > MAX_TEXT ? `${hidden.slice(0, MAX_TEXT)}…` : hidden;
  }
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    return redact({ name, message, stack, ...(cause === undefined ? {} : { cause }) }, secrets, depth + 1);
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '[deep]';
  if (Array.isArray(value)) return value.slice(0, 100).map((item: unknown) => redact(item, secrets, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      SECRET_NAME.test(name) ? '[redacted]' : redact(item, secrets, depth + 1),
    ]),
  );
}
