import { stripVTControlCharacters } from 'node:util';
import type { EventListener, HostEvent, ToolCallFinished, ToolCallProgress, ToolCallStarted } from '../loop/events.ts';
import { plainText } from '../loop/plain-text.ts';
import type { Colours } from './colours.ts';
import { coloursFor } from './colours.ts';

const LONGEST_ARGUMENTS = 200;
const LONGEST_FAULT = 200;

export interface PrinterOptions {
  /** Shows the answer as it is written, instead of once it is finished. */
  readonly streaming: boolean;
  /** Without streaming: shows what was said before a call that changes something, since a person is asked about it. */
  readonly preambles?: boolean;
}

/** Prints a run for people: a line for each call that was made, then the answer; what is beside the point on stderr. */
export function eventPrinter({ streaming, preambles = false }: PrinterOptions): EventListener {
  const colours = coloursFor(process.stdout);
  const started = new Map<string, ToolCallStarted>();
  const line = new OpenLine();
  const progress = new ProgressLine();
  const running = new RunningLine();
  let said = '';
  return (event: HostEvent) => {
    switch (event.type) {
      case 'text_delta':
        running.end();
        if (streaming) line.write(event.text);
        else said += event.text;
        break;
      case 'tool_call_started':
        started.set(event.call_id, event);
        line.end();
        // Where a person is asked, the question stands there.
        if (event.access === 'read') running.show(callText(event, colours), started.size);
        if (preambles && event.access !== 'read' && said.trim() !== '') console.log(said.trim());
        said = '';
        break;
      case 'tool_call_finished': {
        line.end();
        progress.end();
        running.end();
        const begun = started.get(event.call_id);
        started.delete(event.call_id);
        console.log(callLine(event, begun, colours));
        const [next] = started.values();
        if (next) running.show(callText(next, colours), started.size);
        break;
      }
      case 'notice':
        running.end();
        line.end();
        console.error(coloursFor(process.stderr).yellow(plainText(event.text)));
        break;
      case 'run_finished':
        running.end();
        // What was streamed is not said again, except where the host added to it.
        if (event.status === 'failed') console.error(coloursFor(process.stderr).red(event.fault ?? 'No answer.'));
        else if (event.answer !== '' && line.text.trim() !== event.answer) {
          line.end();
          console.log(event.answer);
        }
        line.end();
        break;
      case 'tool_call_progress':
        progress.show(event);
        break;
      case 'model_started':
        running.show('…', 1);
        break;
      case 'context_compacted':
        running.end();
        console.error(coloursFor(process.stderr).dim('Earlier questions were summed up to make room.'));
        break;
      case 'run_started':
        break;
    }
  };
}

/** Text that is written piece by piece and must be ended before anything else is printed. */
class OpenLine {
  text = '';

  write(piece: string): void {
    this.text += piece;
    process.stdout.write(piece);
  }

  end(): void {
    if (this.text !== '' && !this.text.endsWith('\n')) process.stdout.write('\n');
    this.text = '';
  }
}

/** What is under way, in place on a terminal; nothing elsewhere. */
class RunningLine {
  #isOpen = false;

  show(text: string, calls: number): void {
    if (!process.stderr.isTTY) return;
    this.end();
    const others = calls > 1 ? ` (and ${calls - 1} more)` : '';
    const { dim } = coloursFor(process.stderr);
    process.stderr.write(dim(fitted(`${stripVTControlCharacters(text)}${others}`)));
    this.#isOpen = true;
  }

  end(): void {
    if (this.#isOpen) process.stderr.write('\r\u001b[2K');
    this.#isOpen = false;
  }
}

/** On one line of the terminal, so that it can be erased again. */
function fitted(text: string): string {
  const width = (process.stderr.columns || 80) - 1;
  return text.length <= width ? text : `${text.slice(0, width - 1).toWellFormed()}…`;
}

/** How far a call is, on stderr: in place where a person looks on, else a line a change. */
class ProgressLine {
  #isOpen = false;

  show({ done, total, message }: ToolCallProgress): void {
    const share = total === undefined ? String(done) : `${done}/${total}`;
    const text = `${share}${message === undefined ? '' : ` ${plainText(message)}`}`;
    if (!process.stderr.isTTY) return console.error(text);
    process.stderr.write(`\r\u001b[2K${coloursFor(process.stderr).dim(text)}`);
    this.#isOpen = true;
  }

  end(): void {
    if (this.#isOpen) process.stderr.write('\r\u001b[2K');
    this.#isOpen = false;
  }
}

function callText({ tool, arguments: args }: ToolCallStarted, colours: Colours): string {
  return `… ${colours.bold(plainText(tool))} ${compactArguments(args)}`;
}

function callLine(event: ToolCallFinished, started: ToolCallStarted | undefined, colours: Colours): string {
  const mark = event.status === 'ok' ? colours.green('✓') : colours.red('✗');
  const args = compactArguments(started?.arguments ?? {});
  const took = colours.dim(`${event.duration_ms} ms`);
  const fault = event.status === 'ok' ? '' : `\n    ${colours.red(firstLine(event.result))}`;
  return `${mark} ${colours.bold(plainText(event.tool))}${args === '' ? '' : ` ${args}`}  ${took}${fault}`;
}

/** `zone_id="Lobby" limit=5`. */
export function compactArguments(args: Readonly<Record<string, unknown>> | string): string {
  const text =
    typeof args === 'string'
      ? args
      : Object.entries(args)
          .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
          .join(' ');
  const plain = plainText(text).replace(/\s+/gu, ' ');
  return plain.length > LONGEST_ARGUMENTS ? `${plain.slice(0, LONGEST_ARGUMENTS - 1).toWellFormed()}…` : plain;
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, LONGEST_FAULT);
}
