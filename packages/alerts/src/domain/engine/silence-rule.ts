import { nextStart } from '../active-hours.ts';
import type { Rule } from '../rule.ts';
import { hoursOf } from './rule-hours.ts';
import type { Scene } from './scene.ts';
import { alertDue, criticalDue, MINUTE_MS, patience, type Silence, silenceDue } from './silence-due.ts';
import type { Machine, Track } from './state.ts';
import { close, isIdle } from './value-rule.ts';

/** Fewer that fall silent together may be chance. */
const LEAST_MEMBERS = 3;

type Silent = Track & { readonly last_ms: number; readonly silence: Silence };

/** Looks at the silence of a series by all its rules, as far as they are due. */
export function lookAtSilence(scene: Scene, track: Track, at_ms: number): void {
  const silence = scene.silenceOf(track);
  const { last_ms } = track;
  if (!silence || last_ms === undefined) return;
  for (const rule of scene.planOf(track).silences) {
    const due_ms = silenceDue(rule, scene.knownMachine(rule, track.device_id), silence);
    if (due_ms !== undefined && due_ms <= at_ms) judge(scene, rule, { ...track, last_ms, silence }, at_ms);
  }
  scene.arm(track);
}

/** A reading came: the device is there again, and with it its gateway. */
export function endSilence(scene: Scene, rule: Rule, track: Track, at_ms: number): void {
  const { device_id } = track;
  if (!scene.knownMachine(rule, device_id)) return;
  const machine = scene.machine(rule, device_id);
  machine.not_before_ms = undefined;
  if (machine.isBehind === true) {
    machine.isBehind = undefined;
    const gateway = scene.surroundings.directory.device(device_id)?.gateway;
    if (gateway !== undefined && scene.knownMachine(rule, gateway)?.open) clear(scene, rule, gateway, at_ms);
  }
  if (machine.open) clear(scene, rule, device_id, at_ms);
  else if (isIdle(rule, machine, at_ms)) scene.drop(rule, device_id);
}

/** Looks at the silence of the devices behind a gateway whose alert is over as if it had begun when that was. */
function release(scene: Scene, rule: Rule, members: readonly string[], at_ms: number): void {
  for (const member of members) {
    if (scene.knownMachine(rule, member)?.isBehind !== true) continue;
    const machine = scene.machine(rule, member);
    const track = scene.track(member, rule.metric);
    machine.isBehind = undefined;
    machine.not_before_ms = at_ms + patience(rule.threshold, track);
    scene.arm(track);
  }
}

function judge(scene: Scene, rule: Rule, track: Silent, at_ms: number): void {
  const { device_id, last_ms } = track;
  const machine = scene.machine(rule, device_id);
  const { directory, time } = scene.surroundings;
  const hours = hoursOf(rule);
  if (hours && !scene.isActive(rule, at_ms)) {
    machine.not_before_ms = nextStart(hours, at_ms, time);
    return;
  }
  const value = (at_ms - last_ms) / MINUTE_MS;
  const critical = rule.critical_threshold;
  const isCritical = critical !== undefined && at_ms >= criticalDue(critical, track.silence);
  const severity = isCritical ? 'critical' : rule.severity;
  const threshold = isCritical ? critical : rule.threshold;
  if (machine.open) {
    machine.open.severity = severity;
    scene.effects.push({ kind: 'raised', rule, device_id, at_ms, value, threshold, severity });
    return;
  }
  const gateway = directory.device(device_id)?.gateway;
  const members = gateway === undefined ? [] : fallenSilentWith(scene, rule, track, directory.behind(gateway));
  const isGateway = gateway !== undefined && members.length >= LEAST_MEMBERS;
  const subject = isGateway ? gateway : device_id;
  const raised = scene.machine(rule, subject);
  const due_ms = alertDue(rule, raised, track.silence);
  if (due_ms > at_ms && !raised.open) {
    machine.not_before_ms = due_ms; // the gateway's alert cools down
    return;
  }
  const group = isGateway ? { members } : {};
  for (const member of isGateway ? members : []) scene.machine(rule, member).isBehind = true;
  if (raised.open) {
    // The gateway is known to be silent; who was behind it already stays.
    const all = [...new Set([...(raised.open.members ?? []), ...members])];
    raised.open = { ...raised.open, members: all };
    scene.effects.push({ kind: 'joined', rule, device_id: subject, at_ms, members: all });
    return;
  }
  raised.open = { triggered_ms: at_ms, severity, isFlapping: false, ...group };
  const triggered = { kind: 'triggered', rule, device_id: subject, at_ms, value, threshold, severity } as const;
  scene.effects.push({ ...triggered, isFlapping: false, ...group });
}

function clear(scene: Scene, rule: Rule, subject: string, at_ms: number): void {
  const machine: Machine = scene.machine(rule, subject);
  const members = machine.open?.members ?? [];
  close(machine, at_ms);
  scene.effects.push({ kind: 'cleared', rule, device_id: subject, at_ms, why: 'returned' });
  release(scene, rule, members, at_ms);
}

/**
 * Those of the devices behind a gateway that a rule watches and that fell silent within one period of the rule, if all
 * of them did.
 *
 * One that has reported half a period after the first one's last reading shows that the gateway works.
 */
function fallenSilentWith(scene: Scene, rule: Rule, first: Silent, behind: readonly string[]): readonly string[] {
  const period_ms = patience(rule.threshold, first);
  const members: string[] = [];
  for (const device_id of behind) {
    const track = scene.knownTrack(device_id, rule.metric);
    if (track?.last_ms === undefined || !scene.planOf(track).silences.includes(rule)) continue;
    if (track.last_ms > first.last_ms + period_ms / 2) return [];
    const isOpen = scene.knownMachine(rule, device_id)?.open !== undefined;
    if (!isOpen && track.last_ms >= first.last_ms - period_ms) members.push(device_id);
  }
  return members;
}
