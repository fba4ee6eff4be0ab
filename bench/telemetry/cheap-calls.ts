// One cheap call every 20 ms, whether or not the ones before are answered, in a process of its own: its clock must not
// wait for the server's. Usage: cheap-calls.ts PORT DEVICE_ID SECONDS      Prints the milliseconds of each as JSON.
import { setInterval as every } from 'node:timers/promises';
import { McpCaller } from './mcp-caller.ts';

const EVERY_MS = 20;
const [port = '', device_id = '', seconds = ''] = process.argv.slice(2);
const caller = await McpCaller.open(Number(port));
for (let i = 0; i < 50; i += 1) await caller.call('get_latest_readings', { device_id });

const calls: Promise<number>[] = [];
const end = performance.now() + Number(seconds) * 1000;
for await (const _ of every(EVERY_MS)) {
  if (performance.now() > end) break;
  calls.push(timedCall());
}
console.log(JSON.stringify(await Promise.all(calls)));
caller[Symbol.dispose]();

async function timedCall(): Promise<number> {
  const begin = performance.now();
  await caller.call('get_latest_readings', { device_id });
  return performance.now() - begin;
}
