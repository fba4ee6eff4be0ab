import { tsPlugin } from '@sveltejs/acorn-typescript';
import { type Comment, Parser } from 'acorn';
import { docCommentBefore } from './doc-comment.ts';
import { type JsonSchema, objectSchema, OPEN_OBJECT, type Signature, UnsupportedTypeError } from './json-schema.ts';

const MAX_DEPTH = 20;

/** The nodes that are looked at; the parser's own types do not know the plugin's. */
interface TypeNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly id?: { readonly name: string };
  readonly name?: string;
  readonly value?: unknown;
  readonly operator?: string;
  readonly argument?: TypeNode;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly key?: TypeNode;
  readonly body?: TypeNode | readonly TypeNode[];
  readonly declaration?: TypeNode | null;
  readonly params?: readonly TypeNode[];
  readonly left?: TypeNode;
  readonly returnType?: TypeNode;
  readonly typeAnnotation?: TypeNode;
  readonly elementType?: TypeNode;
  readonly elementTypes?: readonly TypeNode[];
  readonly types?: readonly TypeNode[];
  readonly members?: readonly TypeNode[];
  readonly literal?: TypeNode;
  readonly typeName?: TypeNode;
  readonly typeArguments?: { readonly params: readonly TypeNode[] };
  readonly typeParameters?: { readonly params: readonly TypeNode[] };
}

/**
 * Reads the schema of a tool from the types of `main`; names of types are looked up in the same source.
 *
 * @throws {SyntaxError} with `loc` when the source is no TypeScript.
 * @throws {UnsupportedTypeError} for a type that JSON Schema cannot say, such as a recursive one.
 */
export function inferFromTypeScript(source: string): Signature {
  const comments: Comment[] = [];
  const program = Parser.extend(tsPlugin()).parse(source, {
    ecmaVersion: 'latest',
    sourceType: 'module',
    locations: true,
    onComment: comments,
  }) as unknown as { readonly body: readonly TypeNode[] };
  return new Reader(source, comments, program.body).signature();
}

class Reader {
  readonly #source: string;
  readonly #comments: readonly Comment[];
  readonly #named = new Map<string, TypeNode>();
  #main: { readonly node: TypeNode; readonly start: number } | undefined;

  constructor(source: string, comments: readonly Comment[], body: readonly TypeNode[]) {
    this.#source = source;
    this.#comments = comments;
    for (const statement of body) {
      const isExport = statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration';
      const node = isExport && statement.declaration ? statement.declaration : statement;
      const name = node.id?.name;
      if (name === undefined) continue;
      if (node.type === 'TSInterfaceDeclaration' && node.body) this.#named.set(name, node.body as TypeNode);
      if (node.type === 'TSTypeAliasDeclaration' && node.typeAnnotation) this.#named.set(name, node.typeAnnotation);
      if (node.type === 'FunctionDeclaration' && name === 'main') this.#main = { node, start: statement.start };
    }
  }

  signature(): Signature {
    if (this.#main === undefined) return { input_schema: OPEN_OBJECT };
    const { node, start } = this.#main;
    const comment = docCommentBefore(this.#source, this.#comments, start);
    const first = node.params?.[0];
    const annotated = (first?.type === 'AssignmentPattern' ? first.left : first)?.typeAnnotation;
    const input = annotated === undefined ? OPEN_OBJECT : this.#schema(annotated, []);
    if (input['type'] !== 'object') throw new UnsupportedTypeError('The argument of main must be an object.');
    return {
      input_schema: described(input, comment?.params ?? []),
      ...(node.returnType && { output_schema: this.#schema(node.returnType, []) }),
      ...(comment !== undefined && comment.text !== '' && { description: comment.text }),
    };
  }

  #schema(node: TypeNode, path: readonly string[]): JsonSchema {
    if (path.length > MAX_DEPTH) throw new UnsupportedTypeError('A type is nested too deeply.');
    const inner = [...path, ''];
    switch (node.type) {
      case 'TSTypeAnnotation':
      case 'TSParenthesizedType':
        return this.#schema(part(node.typeAnnotation), path);
      case 'TSNumberKeyword':
        return { type: 'number' };
      case 'TSStringKeyword':
        return { type: 'string' };
      case 'TSBooleanKeyword':
        return { type: 'boolean' };
      case 'TSNullKeyword':
      case 'TSVoidKeyword':
        return { type: 'null' };
      case 'TSAnyKeyword':
      case 'TSUnknownKeyword':
        return {};
      case 'TSObjectKeyword':
        return OPEN_OBJECT;
      case 'TSLiteralType':
        return { const: literalOf(part(node.literal)) };
      case 'TSTypeOperator':
        if (node.operator === 'readonly') return this.#schema(part(node.typeAnnotation), path);
        throw new UnsupportedTypeError('Only readonly may stand before a type.');
      case 'TSArrayType':
        return { type: 'array', items: this.#schema(part(node.elementType), inner) };
      case 'TSTupleType':
        return this.#tuple(node.elementTypes ?? [], inner);
      case 'TSUnionType':
        return union((node.types ?? []).filter(isPresent).map((type) => this.#schema(type, inner)));
      case 'TSTypeLiteral':
      case 'TSInterfaceBody':
        return this.#object(node.members ?? (node.body as readonly TypeNode[] | undefined) ?? [], inner);
      case 'TSTypeReference':
        return this.#reference(node, path);
      default:
        throw new UnsupportedTypeError(`A ${node.type.replace(/^TS/, '')} has no JSON Schema.`);
    }
  }

  /** Providers know no tuples, so the places share one schema. */
  #tuple(types: readonly TypeNode[], path: readonly string[]): JsonSchema {
    const items = union(types.map((type) => this.#schema(type, path)));
    return { type: 'array', items, minItems: types.length, maxItems: types.length };
  }

  #object(members: readonly TypeNode[], path: readonly string[]): JsonSchema {
    const properties: [string, JsonSchema][] = [];
    const required: string[] = [];
    for (const member of members) {
      const name = member.key?.name ?? member.key?.value;
      if (member.type !== 'TSPropertySignature' || member.computed === true || typeof name !== 'string') {
        throw new UnsupportedTypeError('An argument has only named properties.');
      }
      const comment = docCommentBefore(this.#source, this.#comments, member.start);
      const schema = member.typeAnnotation ? this.#schema(member.typeAnnotation, path) : {};
      properties.push([name, comment?.text ? { ...schema, description: comment.text } : schema]);
      if (member.optional !== true) required.push(name);
    }
    return objectSchema(properties, required);
  }

  #reference(node: TypeNode, path: readonly string[]): JsonSchema {
    const name = node.typeName?.name ?? '';
    const args = (node.typeArguments ?? node.typeParameters)?.params ?? [];
    const [first, second] = args;
    if ((name === 'Array' || name === 'ReadonlyArray') && first) {
      return { type: 'array', items: this.#schema(first, [...path, '']) };
    }
    if ((name === 'Promise' || name === 'Readonly') && first) return this.#schema(first, path);
    if (name === 'Record' && second) {
      return { type: 'object', additionalProperties: this.#schema(second, [...path, '']) };
    }
    const known = this.#named.get(name);
    if (known === undefined) throw new UnsupportedTypeError(`The type ${name.slice(0, 60)} is not known here.`);
    if (path.includes(name)) throw new UnsupportedTypeError(`The type ${name.slice(0, 60)} contains itself.`);
    return this.#schema(known, [...path, name]);
  }
}

/** Adds what a comment's `@param` lines say about properties that have no comment of their own. */
function described(
  schema: JsonSchema,
  params: readonly { readonly name: string; readonly description: string }[],
): JsonSchema {
  const properties = schema['properties'];
  if (properties === undefined) return schema;
  const texts = new Map(params.map(({ name, description }) => [name, description]));
  const entries = Object.entries(properties as Record<string, JsonSchema>).map(([name, property]) => {
    const description = property['description'] ?? texts.get(name);
    return [name, description ? { ...property, description } : property];
  });
  return { ...schema, properties: Object.fromEntries(entries) as unknown };
}

function union(schemas: readonly JsonSchema[]): JsonSchema {
  const distinct = [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()];
  const [only] = distinct;
  if (distinct.length === 1 && only) return only;
  if (distinct.every((schema) => 'const' in schema)) return { enum: distinct.map((schema) => schema['const']) };
  return { anyOf: distinct };
}

function isPresent({ type }: TypeNode): boolean {
  return type !== 'TSUndefinedKeyword';
}

function literalOf(node: TypeNode): unknown {
  if (node.type === 'UnaryExpression' && node.operator === '-') return -Number(node.argument?.value);
  if (node.type === 'Literal' && ['string', 'number', 'boolean'].includes(typeof node.value)) return node.value;
  throw new UnsupportedTypeError('A literal type must be a text, a number or a truth value.');
}

function part(node: TypeNode | undefined): TypeNode {
  if (node === undefined) throw new UnsupportedTypeError('A type is incomplete.');
  return node;
}
