/** A unit by its value in the base unit of its quantity: `base = (value + shift) × factor`. */
export interface Scale {
  readonly factor: number;
  readonly shift: number;
  readonly spellings: readonly string[];
}

const JOULES_PER_KWH = 3_600_000;
const JOULES_PER_BTU = 1055.055_852_62;
const SQUARE_METRES_PER_SQUARE_FOOT = 0.092_903_04;

/**
 * Every unit that can be converted, by quantity; the first unit of a quantity is its base.
 *
 * Spaces, dots, hyphens, brackets and unambiguous differences of case need no spelling of their own.
 *
 * @see NIST SP 811, appendix B.8 (BTU and calorie: International Table; inHg and inH2O: conventional).
 */
export const UNIT_TABLE = {
  temperature: {
    '°C': scale(1, 'C', 'celsius', 'degrees celsius', 'centigrade', 'cel'),
    '°F': { ...scale(5 / 9, 'F', 'fahrenheit', 'degrees fahrenheit'), shift: -32 },
    K: { ...scale(1, 'kelvin', 'kelvins', 'degrees kelvin', '°K'), shift: -273.15 },
  },
  percentage: {
    '%': scale(1, 'percent', 'pct', '%RH', '% r.h.', 'RH%', 'percent RH', 'pct RH'),
    fraction: scale(100, '1', 'ratio'),
    '‰': scale(0.1, 'permille'),
  },
  mixing_ratio: {
    ppm: scale(1, 'ppmv', 'parts per million', 'parts/million', 'umol/mol', 'μmol/mol', 'mL/m³'),
    ppb: scale(0.001, 'ppbv', 'parts per billion', 'parts/billion', 'nmol/mol'),
    '%': scale(10_000, 'percent', 'vol%', '%vol', 'pct'),
  },
  mass_concentration: {
    'µg/m³': scale(1, 'ug/m³', 'micrograms per cubic meter', 'micrograms per cubic metre', 'ugm3', 'μgm3'),
    'mg/m³': scale(1000, 'mgm3', 'milligrams per cubic meter', 'milligrams per cubic metre'),
    'ng/m³': scale(0.001),
    'g/m³': scale(1_000_000),
  },
  energy: {
    kWh: scale(1, 'kilowatt hours', 'kilowatt hour', 'kW h'),
    Wh: scale(0.001, 'watt hours', 'watt hour'),
    MWh: scale(1000, 'megawatt hours', 'megawatt hour'),
    GWh: scale(1_000_000, 'gigawatt hours', 'gigawatt hour'),
    mWh: scale(0.000_001),
    J: scale(1 / JOULES_PER_KWH, 'joule', 'joules', 'Ws'),
    kJ: scale(1000 / JOULES_PER_KWH, 'kilojoule', 'kilojoules'),
    MJ: scale(1_000_000 / JOULES_PER_KWH, 'megajoule', 'megajoules'),
    GJ: scale(1_000_000_000 / JOULES_PER_KWH, 'gigajoule', 'gigajoules'),
    mJ: scale(0.001 / JOULES_PER_KWH),
    BTU: scale(JOULES_PER_BTU / JOULES_PER_KWH, 'BTUs'),
    kBTU: scale((1000 * JOULES_PER_BTU) / JOULES_PER_KWH),
    MMBTU: scale((1_000_000 * JOULES_PER_BTU) / JOULES_PER_KWH),
    therm: scale((100_000 * JOULES_PER_BTU) / JOULES_PER_KWH, 'therms', 'thm'),
    kcal: scale(4186.8 / JOULES_PER_KWH),
  },
  power: {
    kW: scale(1, 'kilowatt', 'kilowatts', 'kJ/s'),
    W: scale(0.001, 'watt', 'watts', 'J/s'),
    MW: scale(1000, 'megawatt', 'megawatts'),
    GW: scale(1_000_000, 'gigawatt', 'gigawatts'),
    mW: scale(0.000_001, 'milliwatt', 'milliwatts'),
    'BTU/h': scale(JOULES_PER_BTU / JOULES_PER_KWH, 'BTU/hr', 'BTUh', 'BTU per hour', 'BTU/hour'),
    'kBTU/h': scale((1000 * JOULES_PER_BTU) / JOULES_PER_KWH, 'kBTU/hr', 'kBTUh'),
    'kJ/h': scale(1000 / JOULES_PER_KWH, 'kJ/hr'),
    hp: scale(0.745_699_871_582, 'horsepower'),
    TR: scale((12_000 * JOULES_PER_BTU) / JOULES_PER_KWH, 'ton of refrigeration', 'tons of refrigeration', 'RT'),
  },
  velocity: {
    'mm/s': scale(1, 'mm/s RMS', 'mm/sec', 'mm/sec RMS', 'mms', 'mm s-1', 'millimeters per second'),
    'm/s': scale(1000, 'm/sec', 'm/s RMS', 'm s-1', 'meters per second', 'metres per second'),
    'cm/s': scale(10, 'cm/sec', 'cm/s RMS'),
    'µm/s': scale(0.001, 'um/s', 'um/sec', 'um/s RMS', 'μm/s RMS'),
    'in/s': scale(25.4, 'in/sec', 'ips', 'inch/s', 'inches/s', 'inches per second', 'in/s RMS', 'ips RMS'),
  },
  count: {
    count: scale(
      1,
      'counts',
      'people',
      'persons',
      'person',
      'occupants',
      'pax',
      'number',
      'unitless',
      'none',
      '1',
      '#',
    ),
  },
  illuminance: {
    lx: scale(1, 'lux', 'lm/m²', 'lumens per square meter', 'lumens per square metre'),
    klx: scale(1000, 'klux', 'kilolux'),
    fc: scale(1 / SQUARE_METRES_PER_SQUARE_FOOT, 'footcandle', 'footcandles', 'ftc', 'ft cd', 'lm/ft²'),
  },
  pressure: {
    Pa: scale(1, 'pascal', 'pascals', 'N/m²'),
    hPa: scale(100, 'hectopascal', 'hectopascals'),
    kPa: scale(1000, 'kilopascal', 'kilopascals'),
    MPa: scale(1_000_000, 'megapascal', 'megapascals'),
    mPa: scale(0.001, 'millipascal', 'millipascals'),
    bar: scale(100_000, 'bars'),
    mbar: scale(100, 'mb', 'millibar', 'millibars'),
    psi: scale(6894.757_293_168, 'psia', 'psig', 'lbf/in²'),
    inHg: scale(3386.389, 'inches of mercury', '"Hg'),
    mmHg: scale(133.322_387_415),
    Torr: scale(101_325 / 760),
    atm: scale(101_325, 'atmosphere', 'atmospheres'),
    inH2O: scale(249.088_91, 'inWC', 'in.w.c.', 'inWG', 'in.w.g.', 'inches of water', 'inches of water column'),
    mmH2O: scale(9.806_65, 'mmWC'),
  },
  signal_level: {
    dBm: scale(1, 'decibel milliwatts', 'dB(mW)'),
    dBW: { ...scale(1, 'dB(W)'), shift: 30 },
  },
} as const satisfies Record<string, Record<string, Scale>>;

function scale(factor: number, ...spellings: string[]): Scale {
  return { factor, shift: 0, spellings };
}
