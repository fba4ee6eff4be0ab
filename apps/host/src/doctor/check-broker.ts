import { finder, type Finding, type Patient } from './finding.ts';
import { type BrokerAddress, knock } from './mqtt-knock.ts';

const KEPT =
  'For Mosquitto: persistence true, autosave_interval 5, max_queued_messages 100000, max_inflight_messages 500.';

/** Whether the broker can be reached, lets us in, and keeps sessions, on which messages for a stopped server depend. */
export async function checkBroker({ environment }: Patient): Promise<Finding[]> {
  const { ok, warning, fault } = finder('MQTT broker');
  const url = environment['NEXUS_MQTT_URL']?.trim();
  if (!url) return [ok('none is configured; nexus up brings one along, in memory and for this machine only.')];
  const address = addressOf(url, environment['NEXUS_MQTT_USERNAME'], environment['NEXUS_MQTT_PASSWORD']);
  if (address === undefined)
    return [ok(`${URL.parse(url)?.host ?? url}: brokers behind a WebSocket are not looked at.`)];
  const where = `${address.host}:${address.port}`;
  const visit = await knock(address);
  switch (visit.kind) {
    case 'unreachable':
      return [fault(`${where} cannot be reached: ${visit.reason}.`, 'Start the broker, or correct NEXUS_MQTT_URL.')];
    case 'refused':
      return [
        fault(
          `${where} lets nobody in with these credentials (code ${visit.code}).`,
          'Correct NEXUS_MQTT_USERNAME and NEXUS_MQTT_PASSWORD.',
        ),
      ];
    case 'accepted':
      return visit.keepsSessions
        ? [
            ok(
              `${where} answers and keeps sessions. Whether it keeps them over its own restart cannot be seen from here. ${KEPT}`,
            ),
          ]
        : [
            warning(
              `${where} answers, and forgets sessions: what is sent while telemetry is down is lost.`,
              `Let it keep sessions of QoS 1. ${KEPT}`,
            ),
          ];
    default:
      return visit satisfies never;
  }
}

function addressOf(url: string, username?: string, password?: string): BrokerAddress | undefined {
  const parsed = URL.parse(url);
  if (parsed === null || !/^mqtts?:$/u.test(parsed.protocol)) return undefined;
  const secure = parsed.protocol === 'mqtts:';
  return {
    host: parsed.hostname.replace(/^\[|\]$/gu, ''),
    port: Number(parsed.port || (secure ? 8883 : 1883)),
    secure,
    username: decodeURIComponent(parsed.username) || username,
    password: decodeURIComponent(parsed.password) || password,
  };
}
