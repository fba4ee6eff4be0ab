import type { DEVICE_TYPES } from '@nexus/models';

export type DemoDeviceType = (typeof DEVICE_TYPES)[number];

/** A model that the building has of a type of device; makers and models are invented. */
interface Product {
  readonly manufacturer: string;
  readonly model_number: string;
  readonly hardware_revision: string;
}

export interface ProductLine {
  /** In ids, such as DEV-CO2-0017. */
  readonly code: string;
  /** For names. */
  readonly label: string;
  readonly link: 'wired' | 'wifi' | 'battery';
  readonly products: readonly [Product, ...Product[]];
  /** A version stands as often as it is found. */
  readonly firmware: readonly [string, ...string[]];
}

const product = (manufacturer: string, model_number: string, hardware_revision: string): Product => ({
  manufacturer,
  model_number,
  hardware_revision,
});

export const PRODUCT_LINES: Readonly<Record<DemoDeviceType, ProductLine>> = {
  temperature_sensor: {
    code: 'TEMP',
    label: 'Temperature Sensor',
    link: 'battery',
    products: [
      product('Aerisense', 'AT-210', 'B2'),
      product('Aerisense', 'AT-220', 'C1'),
      product('Nordklima', 'T3', 'A4'),
    ],
    firmware: ['2.3.0', '2.3.4', '2.3.4', '2.3.7', '2.3.7', '2.3.7', '2.4.0', '2.4.0', '2.4.1-rc.1', '2.4.1', '2.10.0'],
  },
  co2_sensor: {
    code: 'CO2',
    label: 'CO2 Sensor',
    link: 'wifi',
    products: [product('Aerisense', 'AC-410', 'B1'), product('Halden', 'NDIR-9', 'D2')],
    firmware: ['2.3.2', '2.3.7', '2.3.7', '2.4.0', '2.4.0', '2.4.1-rc.1', '2.10.0'],
  },
  humidity_sensor: {
    code: 'HUM',
    label: 'Humidity Sensor',
    link: 'battery',
    products: [product('Nordklima', 'H2', 'A2'), product('Aerisense', 'AH-110', 'B2')],
    firmware: ['1.8.3', '1.9.0', '1.9.0', '1.9.2', '1.10.0'],
  },
  smart_meter: {
    code: 'MTR',
    label: 'Smart Meter',
    link: 'wired',
    products: [product('VoltEdge', 'VE-3P-63', 'E1'), product('VoltEdge', 'VE-3P-125', 'E3')],
    firmware: ['4.0.1', '4.1.0', '4.1.0', '4.2.0', '4.10.1'],
  },
  hvac_controller: {
    code: 'HVAC',
    label: 'Air Handling Unit',
    link: 'wired',
    products: [product('Klimatron', 'AHU-700', 'F2'), product('Klimatron', 'AHU-900', 'G1')],
    firmware: ['3.6.2', '3.7.0', '3.7.0', '3.7.1', '3.11.0-beta.2'],
  },
  occupancy_sensor: {
    code: 'OCC',
    label: 'People Counter',
    link: 'wifi',
    products: [product('Visora', 'PC-12', 'A1'), product('Visora', 'PC-20', 'B1')],
    firmware: ['2.2.9', '2.3.0', '2.3.0', '2.3.5', '2.4.0'],
  },
  door_lock: {
    code: 'LOCK',
    label: 'Door Lock',
    link: 'battery',
    products: [product('Portunus', 'SL-5', 'C3'), product('Portunus', 'SL-7', 'D1')],
    firmware: ['1.4.9', '1.4.12', '1.5.0', '1.5.0', '1.5.2'],
  },
  lighting_controller: {
    code: 'LIGHT',
    label: 'Lighting Controller',
    link: 'wired',
    products: [product('Lumora', 'LC-8', 'B4'), product('Lumora', 'LC-16', 'C2')],
    firmware: ['5.0.3', '5.1.0', '5.1.0', '5.2.0'],
  },
  vibration_sensor: {
    code: 'VIB',
    label: 'Vibration Sensor',
    link: 'battery',
    products: [product('Tremolo', 'VX-3', 'A3'), product('Tremolo', 'VX-4', 'B1')],
    firmware: ['0.9.8', '1.0.0', '1.0.0', '1.0.2'],
  },
  air_quality_sensor: {
    code: 'AIR',
    label: 'Air Quality Monitor',
    link: 'wifi',
    products: [product('Halden', 'AQ-5', 'B1'), product('Aerisense', 'AQ-900', 'A2')],
    firmware: ['2.0.4', '2.1.0', '2.1.0', '2.1.1', '2.10.0'],
  },
};
