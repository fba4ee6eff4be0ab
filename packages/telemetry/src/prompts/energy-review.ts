import * as z from 'zod';
import { definePrompt } from '../deps.ts';

export const energyReview = definePrompt({
  name: 'energy_review',
  title: 'Energy review',
  description: 'Reviews what a building consumed over a period, and where it can save.',
  arguments: z.object({
    building: z.string().max(128).optional().describe('Building by name; all without it.'),
    period: z.string().max(64).optional().describe('Such as last_week, this_month or -30d. Default last_week.'),
  }),
  complete: {
    async building(typed, { deps }) {
      const buildings = (await (await deps.registry())?.listBuildings()) ?? [];
      return buildings.filter((name) => name.toLowerCase().includes(typed.toLowerCase()));
    },
    period: (typed) => PERIODS.filter((period) => period.startsWith(typed)),
  },
  run({ building, period }) {
    const asked = { start: period ?? 'last_week', ...(building === undefined ? {} : { building }) };
    return [
      'Review the energy consumption of the building as a facilities engineer would.',
      '',
      `1. Call get_energy_report with ${JSON.stringify({ ...asked, group_by: 'floor' })}: total, share of each floor,`,
      '   change against the period before, kWh per m².',
      `2. Call it again with ${JSON.stringify({ ...asked, group_by: 'zone' })} and find the zones that stand out.`,
      '3. Compare baseload_kw with peak_kw: a high baseload means that something runs when nobody is there.',
      '4. Compare the days: weekends and nights that cost as much as workdays are the first place to save.',
      '5. Say what the figures rest on: coverage_pct, estimated_kwh, and the resets and glitches in events.',
      '',
      'End with the three measures that would save the most, each with the figure that speaks for it. Invent no figure.',
    ].join('\n');
  },
});

const PERIODS = ['today', 'yesterday', 'this_week', 'last_week', 'this_month', 'last_month', '-7d', '-30d'];
