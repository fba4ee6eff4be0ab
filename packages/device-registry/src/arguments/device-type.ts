import { DEVICE_TYPES } from '@nexus/models';

/** `Temperature Sensors` as the registry names it; what it does not know stays, as an import may have brought it. */
export function deviceTypeOf(text: string): string {
  const name = text
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  return DEVICE_TYPES.find((type) => `${type}s` === name) ?? name;
}
