import type { Logger } from '@nexus/server-kit';
import { sentence } from '../domain/sentence.ts';
import type { Channel } from './channel.ts';

/** Every message as a line of the server's log. */
export function logChannel(log: Logger): Channel {
  return {
    name: 'log',
    async send({ alert, kind, level, key }) {
      const { alert_id, rule_name, device_id, severity } = alert;
      const fields = { alert_id, rule_name, device_id, severity, level, key, what: sentence(alert) };
      if (kind === 'cleared' || severity === 'info') log.info(`alert ${kind}`, fields);
      else log.warning(`alert ${kind}`, fields);
    },
  };
}
