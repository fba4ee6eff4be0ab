import { numberIn, valueAt } from '../json-value.ts';
import { readTokens, type Token } from './template-tokens.ts';

/** What a template gives; `undefined` where the message does not say. */
type TemplateResult = string | number | boolean | null | undefined;

/** Evaluates a template for the text of a message, and its JSON if it is any. */
export type Template = (text: string, json: unknown) => TemplateResult;

/** A template that does more than this interpreter knows. */
export class UnsupportedTemplate extends Error {}

const MAX_LENGTH = 500;
const MAX_DEPTH = 16;

type Value = unknown;
type Expression = (text: string, json: unknown) => Value;

/**
 * Compiles the part of Home Assistant's templates that sensors use: `{{ … }}` around `value`, a path into `value_json`,
 * numbers, `+ - * /`, brackets, and the filters `float int round default is_defined`. Nothing else is ever run.
 *
 * @throws {UnsupportedTemplate}
 */
export function compileTemplate(source: string): Template {
  const body = /^\s*\{\{-?((?:(?!\{\{|\}\}|\{%)[\s\S])*?)-?\}\}\s*$/.exec(source)?.[1];
  if (body === undefined || source.length > MAX_LENGTH) throw new UnsupportedTemplate('it is more than one {{ … }}');
  const tokens = readTokens(body);
  if (tokens === undefined) throw new UnsupportedTemplate('it has signs that are not known');
  const parser = new Parser(tokens);
  const expression = parser.sum();
  parser.end();
  return (text, json) => resultOf(expression(text, json));
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  end(): void {
    if (this.#at < this.#tokens.length) throw new UnsupportedTemplate(`"${this.#tokens[this.#at]?.text}" is not known`);
  }

  sum(): Expression {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new UnsupportedTemplate('it is nested too deep');
    let left = this.#product();
    for (let sign = this.#take('+', '-'); sign; sign = this.#take('+', '-')) {
      left = arithmetic(sign, left, this.#product());
    }
    this.#depth -= 1;
    return left;
  }

  #product(): Expression {
    let left = this.#filtered();
    for (let sign = this.#take('*', '/'); sign; sign = this.#take('*', '/')) {
      left = arithmetic(sign, left, this.#filtered());
    }
    return left;
  }

  /** A filter holds tighter than any sign, as in Jinja. */
  #filtered(): Expression {
    let value = this.#primary();
    while (this.#take('|')) value = this.#filter(value);
    return value;
  }

  #filter(input: Expression): Expression {
    const name = this.#next('name');
    const argument = this.#argument();
    switch (name) {
      case 'float':
        return (text, json) => numberOf(input(text, json)) ?? argument;
      case 'int':
        return (text, json) => whole(numberOf(input(text, json))) ?? argument;
      case 'round':
        return (text, json) => rounded(numberOf(input(text, json)), argument);
      case 'default':
        return (text, json) => input(text, json) ?? argument;
      case 'is_defined':
        return input;
      default:
        throw new UnsupportedTemplate(`the filter ${name} is not known`);
    }
  }

  /** In brackets: a number or a text. */
  #argument(): string | number | undefined {
    if (!this.#take('(')) return undefined;
    if (this.#take(')')) return undefined;
    const sign = this.#take('-') ? -1 : 1;
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'number' && token?.kind !== 'text') throw new UnsupportedTemplate('an argument is no constant');
    this.#at += 1;
    this.#expect(')');
    return token.kind === 'number' ? sign * Number(token.text) : token.text;
  }

  #primary(): Expression {
    if (this.#take('(')) {
      const inner = this.sum();
      this.#expect(')');
      return inner;
    }
    if (this.#take('-')) {
      const operand = this.#primary();
      return arithmetic('-', () => 0, operand);
    }
    const token = this.#tokens[this.#at];
    if (token?.kind === 'number') {
      this.#at += 1;
      const number = Number(token.text);
      return () => number;
    }
    const name = this.#next('name');
    if (name === 'value') return (text) => text;
    if (name !== 'value_json') throw new UnsupportedTemplate(`"${name}" is not known`);
    const path = this.#path();
    return (_, json) => valueAt(json, path);
  }

  #path(): readonly (string | number)[] {
    const path: (string | number)[] = [];
    for (;;) {
      if (this.#take('.')) {
        path.push(this.#next('name'));
      } else if (this.#take('[')) {
        const key = this.#tokens[this.#at];
        if (key?.kind !== 'number' && key?.kind !== 'text') throw new UnsupportedTemplate('a key is no constant');
        this.#at += 1;
        this.#expect(']');
        path.push(key.kind === 'number' ? Number(key.text) : key.text);
      } else {
        return path;
      }
    }
  }

  #take(...signs: string[]): string | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'sign' || !signs.includes(token.text)) return undefined;
    this.#at += 1;
    return token.text;
  }

  #expect(sign: string): void {
    if (!this.#take(sign)) throw new UnsupportedTemplate(`"${sign}" is missing`);
  }

  #next(kind: Token['kind']): string {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind) throw new UnsupportedTemplate(`"${token?.text ?? 'its end'}" is not known here`);
    this.#at += 1;
    return token.text;
  }
}

function arithmetic(sign: string, left: Expression, right: Expression): Expression {
  return (text, json) => {
    const a = operand(left(text, json));
    const b = operand(right(text, json));
    if (a === undefined || b === undefined) return undefined;
    if (sign === '+') return a + b;
    if (sign === '-') return a - b;
    return sign === '*' ? a * b : a / b;
  };
}

/** In Jinja a text is no number until a filter makes it one. */
function operand(value: Value): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function numberOf(value: Value): number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? numberIn(value) : undefined;
}

function whole(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.trunc(value);
}

function rounded(value: number | undefined, argument: string | number | undefined): number | undefined {
  if (value === undefined) return undefined;
  const digits = typeof argument === 'number' ? Math.min(Math.max(Math.trunc(argument), 0), 15) : 0;
  return Number.isFinite(value) ? Number(value.toFixed(digits)) : undefined;
}

function resultOf(value: Value): TemplateResult {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
