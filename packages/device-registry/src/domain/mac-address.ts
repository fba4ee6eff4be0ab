const SEPARATORS = /[:.-]/g;
const BARE = /^(?:[0-9A-F]{12}|[0-9A-F]{16})$/;

/** `AA:BB:CC:DD:EE:FF` from any usual notation, EUI-64 included; `undefined` when it is no MAC address. */
export function normalizeMac(text: string): string | undefined {
  const bare = text.trim().replace(SEPARATORS, '').toUpperCase();
  return BARE.test(bare) ? bare.match(/../g)?.join(':') : undefined;
}
