import { call, type Expected } from './expected.ts';

/** The first calls of every example, by family. */
export const TOOLS: Expected = {
  'registered tool called': [
    [
      'Call energy_use_intensity with total_kwh=125000 and area_sqm=2500',
      call('call_dynamic_tool', { name: 'energy_use_intensity', arguments: { total_kwh: 125000, area_sqm: 2500 } }),
    ],
    [
      'run the tool degree_days {"base": 18, "temperatures": [10, 12.5]}',
      call('call_dynamic_tool', { name: 'degree_days', arguments: { base: 18, temperatures: [10, 12.5] } }),
    ],
    [
      'use the tool Comfort with temperature: 21.5, humidity: 40',
      call('call_dynamic_tool', { name: 'Comfort', arguments: { temperature: 21.5, humidity: 40 } }),
    ],
    ['call the tool ping', call('call_dynamic_tool', { name: 'ping', arguments: {} })],
  ],
  'registered tools': [
    ['Which tools are registered?', call('list_dynamic_tools', { limit: 50 })],
    ['list the dynamic tools', call('list_dynamic_tools', { limit: 50 })],
    ['Which tools wait for approval?', call('list_dynamic_tools', { state: 'pending', limit: 50 })],
    ['Show the code of energy_use_intensity', call('list_dynamic_tools', { include_code: true, limit: 50 })],
    ['what does the tool energy_use_intensity do?', call('list_dynamic_tools', { include_code: true, limit: 50 })],
    ['show removed tools', call('list_dynamic_tools', { state: 'removed', limit: 50 })],
  ],
  'tool approved, rejected or removed': [
    [
      'Approve the tool energy_use_intensity because I read it',
      call('approve_dynamic_tool', { name: 'energy_use_intensity', reason: 'I read it' }),
    ],
    ['reject tool degree_days', call('reject_dynamic_tool', { name: 'degree_days', reason: 'A person asked for it.' })],
    [
      'remove the tool degree_days',
      call('remove_dynamic_tool', { name: 'degree_days', reason: 'A person asked for it.' }),
    ],
    ['delete the tool'],
  ],
};
