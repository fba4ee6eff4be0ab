import { type Node, parse, type Program } from 'acorn';
import { analyze } from 'eslint-scope';
import { ALLOWED_GLOBALS, FORBIDDEN_MEMBERS, MAX_NODES, MAX_VIOLATIONS } from './rules.ts';
import type { Violation } from './violation.ts';

/**
 * Every reason not to run a module of JavaScript, in the order of the source.
 *
 * This is for good errors, not the boundary: what is built from strings at run time passes it, and meets the engine.
 */
export function checkJavaScript(source: string): Violation[] {
  const parsed = parseModule(source);
  if ('rule' in parsed) return [parsed];
  const found: Violation[] = [];
  const add = (node: Node, rule: Violation['rule'], message: string) => {
    const { line = 1, column = 0 } = node.loc?.start ?? {};
    found.push({ rule, message, line, column: column + 1 });
  };
  if (!hasMain(parsed)) add(parsed, 'entry', 'There is no function named main at the top level.');
  const tooMany = visit(parsed, (node) => {
    const fault = faultOf(node);
    if (fault !== undefined) add(node, fault.rule, fault.message);
  });
  if (tooMany) add(parsed, 'size', `The source has more than ${MAX_NODES} parts.`);
  else addUnknownNames(parsed, add);
  return found.sort((a, b) => a.line - b.line || a.column - b.column).slice(0, MAX_VIOLATIONS);
}

function parseModule(source: string): Program | Violation {
  try {
    return parse(source, { ecmaVersion: 2025, sourceType: 'module', locations: true, ranges: true });
  } catch (error) {
    return syntaxViolation(error);
  }
}

/** What a parser of the acorn family throws, with its position. */
export function syntaxViolation(error: unknown): Violation {
  if (!(error instanceof SyntaxError)) {
    // Only a source that is made for it uses the parser's stack up.
    return { rule: 'syntax', message: 'The source is nested too deeply.', line: 1, column: 1 };
  }
  const { loc } = error as { readonly loc?: { readonly line: number; readonly column: number } };
  const message = `${error.message.replace(/ \(\d+:\d+\)$/, '').slice(0, 200)}.`;
  return { rule: 'syntax', message, line: loc?.line ?? 1, column: (loc?.column ?? 0) + 1 };
}

function hasMain({ body }: Program): boolean {
  return body.some((statement) => {
    const declared =
      statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration'
        ? statement.declaration
        : statement;
    if (declared?.type === 'FunctionDeclaration') return declared.id?.name === 'main';
    return (
      declared?.type === 'VariableDeclaration' &&
      declared.declarations.some(({ id, init }) => id.type === 'Identifier' && id.name === 'main' && isFunction(init))
    );
  });
}

function isFunction(node: Node | null | undefined): boolean {
  return node?.type === 'ArrowFunctionExpression' || node?.type === 'FunctionExpression';
}

/** Calls `look` for every node, without recursion. @returns Whether there are more nodes than are looked at. */
function visit(root: Node, look: (node: Node) => void): boolean {
  const waiting: Node[] = [root];
  let seen = 0;
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    seen += 1;
    if (seen > MAX_NODES) return true;
    look(node);
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) if (isNode(child)) waiting.push(child);
    }
  }
  return false;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function faultOf(given: Node): Pick<Violation, 'rule' | 'message'> | undefined {
  const node = given as SomeNode;
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ImportExpression':
    case 'ExportAllDeclaration':
      return { rule: 'import', message: 'Nothing can be imported.' };
    case 'ExportNamedDeclaration':
      return node.source === null || node.source === undefined
        ? undefined
        : { rule: 'import', message: 'Nothing can be imported.' };
    case 'MetaProperty':
      return node.meta?.name === 'import' ? { rule: 'import', message: 'import.meta is not available.' } : undefined;
    case 'DebuggerStatement':
      return { rule: 'statement', message: 'debugger is not allowed.' };
    case 'MemberExpression':
      return memberFault(node.computed === true ? textOf(node.property) : node.property?.name);
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return keyFault(node);
    default:
      return undefined;
  }
}

/** The fields of the nodes that are looked at, whichever they are. */
interface SomeNode extends Node {
  readonly source?: Node | null;
  readonly meta?: { readonly name?: string };
  readonly computed?: boolean;
  readonly property?: SomeNode;
  readonly key?: SomeNode;
  readonly name?: string;
  readonly value?: unknown;
  readonly kind?: string;
  readonly operator?: string;
  readonly left?: SomeNode;
  readonly right?: SomeNode;
  readonly quasis?: readonly { readonly value: { readonly cooked?: string | null } }[];
  readonly expressions?: readonly SomeNode[];
}

function memberFault(name: string | undefined): Pick<Violation, 'rule' | 'message'> | undefined {
  if (name === undefined || !FORBIDDEN_MEMBERS.has(name)) return undefined;
  return { rule: 'member', message: `The property ${name} is not available.` };
}

/** A class has a constructor of its own; as a key of an object it is a pattern or a trap. */
function keyFault(node: SomeNode): Pick<Violation, 'rule' | 'message'> | undefined {
  if (node.type === 'MethodDefinition' && node.kind === 'constructor') return undefined;
  return memberFault(node.computed === true ? textOf(node.key) : (node.key?.name ?? textOf(node.key)));
}

/** The text of an expression that is put together from texts that stand in the source. */
function textOf(node: SomeNode | undefined): string | undefined {
  if (node?.type === 'Literal') return String(node.value);
  if (node?.type === 'TemplateLiteral' && node.expressions?.length === 0) {
    return node.quasis?.[0]?.value.cooked ?? undefined;
  }
  if (node?.type !== 'BinaryExpression' || node.operator !== '+') return undefined;
  const left = textOf(node.left);
  const right = textOf(node.right);
  return left === undefined || right === undefined ? undefined : left + right;
}

function addUnknownNames(
  program: Program,
  add: (node: Node, rule: 'global' | 'syntax', message: string) => void,
): void {
  try {
    const manager = analyze(program as Parameters<typeof analyze>[0], {
      ecmaVersion: 16,
      sourceType: 'module',
      ignoreEval: true, // it is not available, so it declares nothing
    });
    for (const { identifier } of manager.globalScope?.through ?? []) {
      if (identifier.type !== 'Identifier' || ALLOWED_GLOBALS.has(identifier.name)) continue;
      add(
        identifier as unknown as Node,
        'global',
        `${identifier.name.slice(0, 80)} is not declared, and not available.`,
      );
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    add(program, 'syntax', 'The source is nested too deeply.');
  }
}
