import type { JsonSchemaType, jsonSchemaValidator, JsonSchemaValidator } from '@modelcontextprotocol/sdk/validation';
import type { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv';

/**
 * Compiles each output schema once, and only when a result has to be checked against it.
 *
 * The SDK's own validator compiles every schema anew whenever tools are listed, which costs 10 ms and 100 kB a list.
 */
export class LazySchemaValidator implements jsonSchemaValidator {
  #ajv: AjvJsonSchemaValidator | undefined;
  readonly #compiled = new Map<string, JsonSchemaValidator<unknown>>();

  /** Loads what compiles, which whoever only lists tools does not need; to be awaited before a tool is called. */
  async load(): Promise<void> {
    if (this.#ajv) return;
    const ajv = await import('@modelcontextprotocol/sdk/validation/ajv');
    this.#ajv ??= new ajv.AjvJsonSchemaValidator();
  }

  getValidator<T>(schema: JsonSchemaType): JsonSchemaValidator<T> {
    const key = JSON.stringify(schema);
    return (input) => this.#compile(key, schema)(input) as ReturnType<JsonSchemaValidator<T>>;
  }

  #compile(key: string, schema: JsonSchemaType): JsonSchemaValidator<unknown> {
    const known = this.#compiled.get(key);
    if (known) return known;
    if (!this.#ajv) throw new Error('A result came before the validator was loaded.');
    const validator = this.#ajv.getValidator<unknown>(schema);
    this.#compiled.set(key, validator);
    return validator;
  }
}
