/** The short names that discovery allows, of the options that are read here. */
const OPTIONS: Readonly<Record<string, string>> = {
  avty: 'availability',
  avty_mode: 'availability_mode',
  avty_t: 'availability_topic',
  avty_tpl: 'availability_template',
  cmps: 'components',
  dev: 'device',
  dev_cla: 'device_class',
  exp_aft: 'expire_after',
  obj_id: 'object_id',
  p: 'platform',
  pl_avail: 'payload_available',
  pl_not_avail: 'payload_not_available',
  pl_off: 'payload_off',
  pl_on: 'payload_on',
  stat_cla: 'state_class',
  stat_t: 'state_topic',
  t: 'topic',
  uniq_id: 'unique_id',
  unit_of_meas: 'unit_of_measurement',
  val_tpl: 'value_template',
};

const DEVICE_OPTIONS: Readonly<Record<string, string>> = {
  cns: 'connections',
  ids: 'identifiers',
  mdl: 'model',
  mf: 'manufacturer',
  sw: 'sw_version',
};

export type Options = Readonly<Record<string, unknown>>;

export function isOptions(value: unknown): value is Options {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Options under their full names, with `~` in topics replaced by the base topic. */
export function expandOptions(given: Options, inherited?: unknown): Options {
  const base = given['~'] ?? inherited;
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => {
      const name = own(OPTIONS, key) ?? key;
      if (name === 'device' && isOptions(value)) return [name, renamed(value, DEVICE_OPTIONS)];
      if (name === 'availability' && Array.isArray(value)) {
        return [name, value.map((item: unknown) => (isOptions(item) ? expandOptions(item, base) : item))];
      }
      return [name, name.endsWith('topic') && typeof base === 'string' ? withBase(value, base) : value];
    }),
  );
}

function renamed(options: Options, names: Readonly<Record<string, string>>): Options {
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [own(names, key) ?? key, value]));
}

function own(names: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(names, key) ? names[key] : undefined;
}

function withBase(topic: unknown, base: string): unknown {
  if (typeof topic !== 'string') return topic;
  if (topic.startsWith('~')) return base + topic.slice(1);
  return topic.endsWith('~') ? topic.slice(0, -1) + base : topic;
}
