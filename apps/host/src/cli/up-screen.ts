import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import type { Platform, PlatformEvent } from '../platform/platform.ts';
import type { ProgramStatus } from '../platform/supervised-program.ts';
import { coloursFor } from './colours.ts';
import { isQuiet, lineOf, stateColour, type UpReport } from './up-lines.ts';

const REDRAW_MS = 1_000;
const ERASE_BELOW = '\u001b[J';

/** A table that is drawn anew in place, below the lines of what happened. */
export function screenReport(platform: Platform): UpReport {
  const screen = new Screen(platform);
  return { show: (event) => screen.show(event), close: () => screen.close() };
}

class Screen {
  readonly #platform: Platform;
  readonly #timer: NodeJS.Timeout;
  readonly #resize = () => this.#draw();
  readonly #startedMs = performance.now();
  #footer = 'Starting…';
  #drawn = 0;

  constructor(platform: Platform) {
    this.#platform = platform;
    this.#timer = setInterval(() => this.#draw(), REDRAW_MS);
    process.stdout.on('resize', this.#resize);
  }

  show(event: PlatformEvent): void {
    if (event.type === 'ready') this.#footer = 'Ctrl-C stops everything; in another terminal: nexus chat';
    else if (event.type === 'stopping') this.#footer = 'Stopping… Ctrl-C again kills.';
    else if (!this.#isInTable(event)) this.#above(lineOf(event));
    this.#draw();
  }

  close(): void {
    clearInterval(this.#timer);
    process.stdout.off('resize', this.#resize);
    this.#erase();
  }

  /** What the table says by itself need not stand above it as well; what went wrong stays to be read. */
  #isInTable(event: PlatformEvent): boolean {
    if (event.type === 'log') return isQuiet(event.level);
    return event.type === 'program' && event.state !== 'waiting' && event.state !== 'crash_loop';
  }

  #above(line: string | undefined): void {
    if (line === undefined) return;
    this.#erase();
    console.log(line);
  }

  #erase(): void {
    if (this.#drawn > 0) process.stdout.write(`\u001b[${this.#drawn}A\r${ERASE_BELOW}`);
    this.#drawn = 0;
  }

  #draw(): void {
    const { dim } = coloursFor(process.stdout);
    const width = (process.stdout.columns || 80) - 1;
    const programs = this.#platform.status;
    if (programs.length === 0) return;
    const upFor = duration((performance.now() - this.#startedMs) / 1000);
    const lines = ['', ...programs.map((program) => row(program)), dim(`${this.#footer}  ${upFor}`)];
    this.#erase();
    // A line that wraps would be two to go up over.
    process.stdout.write(`${lines.map((line) => cut(line, width)).join('\n')}\n`);
    this.#drawn = lines.length;
  }
}

function row({ name, state, url, pid, restarts }: ProgramStatus): string {
  const { dim } = coloursFor(process.stdout);
  const memory = pid === undefined ? '' : memoryOf(pid);
  const again = restarts === 0 ? '' : `restarts ${restarts}`;
  const shown = stateColour(state)(state.replace('_', ' ').padEnd(10));
  return `${name.padEnd(16)} ${shown}  ${(url ?? '').padEnd(27)} ${dim(`${memory.padStart(6)}  ${again}`)}`;
}

/** Resident memory where the system tells it. */
function memoryOf(pid: number): string {
  if (process.platform !== 'linux') return '';
  try {
    const kib = /^VmRSS:\s+(\d+)/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib === undefined ? '' : `${Math.round(Number(kib) / 1024)} MiB`;
  } catch {
    return ''; // it has just ended
  }
}

/** @returns The line, without its colours where it has to be cut. */
function cut(line: string, width: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length <= width ? line : `${plain.slice(0, width - 1)}…`;
}

function duration(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours} h ${minutes} min` : minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}
