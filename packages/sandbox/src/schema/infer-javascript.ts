import { type Comment, type FunctionDeclaration, parse, type Pattern } from 'acorn';
import { docCommentBefore, type DocParam } from './doc-comment.ts';
import { type JsonSchema, objectSchema, OPEN_OBJECT, type Signature } from './json-schema.ts';

const DOC_TYPES: Readonly<Record<string, JsonSchema>> = {
  number: { type: 'number' },
  integer: { type: 'integer' },
  string: { type: 'string' },
  boolean: { type: 'boolean' },
  object: OPEN_OBJECT,
  'number[]': { type: 'array', items: { type: 'number' } },
  'string[]': { type: 'array', items: { type: 'string' } },
  'boolean[]': { type: 'array', items: { type: 'boolean' } },
  'object[]': { type: 'array', items: OPEN_OBJECT },
};

/**
 * Reads what plain JavaScript says about its argument: the names in `main({ a, b = 1 })`, and `@param {number} args.a`.
 *
 * @throws {SyntaxError} with `loc` when the source cannot be parsed.
 */
export function inferFromJavaScript(source: string): Signature {
  const comments: Comment[] = [];
  const { body } = parse(source, { ecmaVersion: 2025, sourceType: 'module', onComment: comments });
  for (const statement of body) {
    const isExport = statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration';
    const node = isExport ? statement.declaration : statement;
    if (node?.type !== 'FunctionDeclaration' || node.id?.name !== 'main') continue;
    const comment = docCommentBefore(source, comments, statement.start);
    return {
      input_schema: inputOf(node.params[0], comment?.params ?? []),
      ...(comment !== undefined && comment.text !== '' && { description: comment.text }),
    };
  }
  return { input_schema: OPEN_OBJECT };
}

function inputOf(given: FunctionDeclaration['params'][number] | undefined, params: readonly DocParam[]): JsonSchema {
  const pattern = given?.type === 'AssignmentPattern' ? given.left : given;
  const named = pattern?.type === 'ObjectPattern' ? namesOf(pattern) : undefined;
  const argument = pattern?.type === 'Identifier' ? pattern.name : undefined;
  const documented = params.filter(({ name }) => name !== argument);
  if (named === undefined && documented.length === 0) return OPEN_OBJECT;
  const names = named ?? documented.map(({ name, optional }) => ({ name, optional }));
  const docs = new Map(documented.map((param) => [param.name, param]));
  const isOptional = (each: { readonly name: string; readonly optional: boolean }) =>
    each.optional || docs.get(each.name)?.optional === true;
  const schema = objectSchema(
    names.map(({ name }) => [name, propertyOf(docs.get(name))]),
    names.filter((each) => !isOptional(each)).map(({ name }) => name),
  );
  const isOpen = pattern?.type === 'ObjectPattern' && pattern.properties.some(({ type }) => type === 'RestElement');
  return isOpen ? { ...schema, additionalProperties: true } : schema;
}

function namesOf(pattern: Extract<Pattern, { type: 'ObjectPattern' }>) {
  return pattern.properties.flatMap((property) =>
    property.type === 'Property' && property.key.type === 'Identifier' && !property.computed
      ? [{ name: property.key.name, optional: property.value.type === 'AssignmentPattern' }]
      : [],
  );
}

function propertyOf(param: DocParam | undefined): JsonSchema {
  const type = DOC_TYPES[param?.type?.replace(/=$/, '') ?? ''] ?? {};
  return param?.description ? { ...type, description: param.description } : type;
}
