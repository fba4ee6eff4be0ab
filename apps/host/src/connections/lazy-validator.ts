import type { JsonSchemaType, jsonSchemaValidator, JsonSchemaValidator } from '@modelcontextprotocol/sdk/validation';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv';

/**
 * Compiles each output schema once, and only when a result has to be checked against it.
 *
 * The SDK's own validator compiles every schema anew whenever tools are listed, which costs 10 ms and 100 kB a list.
 */
export class LazySchemaValidator implements jsonSchemaValidator {
  readonly #ajv = new AjvJsonSchemaValidator();
  readonly #compiled = new Map<string, JsonSchemaValidator<unknown>>();

  getValidator<T>(schema: JsonSchemaType): JsonSchemaValidator<T> {
    const key = JSON.stringify(schema);
    return (input) => this.#compile(key, schema)(input) as ReturnType<JsonSchemaValidator<T>>;
  }

  #compile(key: string, schema: JsonSchemaType): JsonSchemaValidator<unknown> {
    const known = this.#compiled.get(key);
    if (known) return known;
    const validator = this.#ajv.getValidator<unknown>(schema);
    this.#compiled.set(key, validator);
    return validator;
  }
}
