import * as z from 'zod';

const text = z.string().min(1).max(128);

/** Arguments of a tool that narrows by place; spread them into its input. */
export const placeInput = {
  zone_id: text.optional().describe('Zone id or name, such as Conference Room 3B.'),
  building: text.optional().describe('Building by name.'),
  device_id: text.optional().describe('Device id or name.'),
};

export const alertIdInput = { alert_id: z.string().min(1).max(32).describe('Such as ALERT-12.') };
