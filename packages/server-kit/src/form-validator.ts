import type { jsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/types.js';
import * as z from 'zod';

/**
 * Checks what a person filled into a form against the form's schema.
 *
 * The SDK's own validator is Ajv: it costs every connection an instance, and every start its loading.
 */
export const formValidator: jsonSchemaValidator = {
  getValidator<T>(schema: Parameters<jsonSchemaValidator['getValidator']>[0]) {
    const validator = z.fromJSONSchema({ ...schema } as Record<string, unknown>);
    return (input: unknown) => {
      const { success, data, error } = validator.safeParse(input);
      return success
        ? { valid: true, data: data as T, errorMessage: undefined }
        : { valid: false, data: undefined, errorMessage: z.prettifyError(error) };
    };
  },
};
