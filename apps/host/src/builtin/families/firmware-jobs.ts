import { family, type Family } from '../family.ts';
import { isCommand, reasonIn } from '../language/command.ts';
import { faultsOf, notDone, resultOf, type ToolRequest } from '../outcome.ts';
import { plural } from '../present/amount.ts';
import { table } from '../present/table.ts';
import { Job, JobList } from '../wire-firmware.ts';

interface Ask {
  readonly device_id?: string;
  readonly job_id?: string;
  readonly status?: string;
}

const SHOWN = 20;
const JOB_ID = /\bJOB-[A-Z0-9]{1,40}\b/i;
const STATES: readonly (readonly [RegExp, string])[] = [
  [/\btimed[\s-]?out\b/, 'timed_out'],
  [/\bfail\w*\b/, 'failed'],
  [/\b(?:running|in progress|under way|open|active|being)\b/, 'in_progress'],
  [/\b(?:queued|waiting|pending)\b/, 'queued'],
  [/\bcancel\w*\b/, 'cancelled'],
  [/\b(?:completed?|successful|succeeded|done|finished)\b/, 'completed'],
];
const JOBS =
  /\b(?:firmware|update|ota|installation)\s+(?:jobs?|installations?|history)\b|\bjobs\b|\b(?:firmware|ota) updates\b|\bupdates\b.*\b(?:fail\w*|queued|running)\b/;

const jobIn = (text: string): string | undefined => JOB_ID.exec(text)?.[0].toUpperCase();

const jobs = family<Ask>({
  name: 'firmware jobs',
  examples: [
    'Which firmware jobs failed?',
    'firmware jobs of DEV-HVAC-0002',
    'show running firmware updates',
    'Which update jobs are queued?',
    'status of JOB-7K3QZ9M2WX',
    'firmware update history of DEV-LOCK-0003',
  ],
  match({ words, text, devices, version }) {
    const job_id = jobIn(text);
    if (job_id === undefined && (!JOBS.test(words) || version !== undefined)) return undefined;
    const device_id = devices.find((name) => !JOB_ID.test(name));
    const state = STATES.find(([pattern]) => pattern.test(words))?.[1];
    return {
      ...(job_id !== undefined && { job_id }),
      ...(device_id !== undefined && { device_id }),
      ...(state !== undefined && job_id === undefined && { status: state }),
    };
  },
  plan: (intent) => [{ tool: 'get_firmware_jobs', arguments: { ...intent, limit: SHOWN } }],
  present({ status, device_id }, outcomes) {
    const found = resultOf(outcomes[0], JobList);
    if (found === undefined) return faultsOf(outcomes);
    const what = status === undefined ? '' : ` ${status.replace('_', ' ')}`;
    const whose = device_id === undefined ? '' : ` of ${device_id}`;
    const { jobs: list, total = list.length } = found;
    if (total === 0) return `There is no${what} firmware job${whose}.`;
    return `${plural(total, `${what} firmware job`.trim())}${whose}, newest first:\n${jobTable(list, total)}`;
  },
});

function jobTable(list: readonly Job[], total: number): string {
  const rows = list.map(({ job_id, device_id, status, is_waiting, progress_pct, stage, error, ...versions }) => [
    job_id,
    device_id,
    `${versions.previous_version} to ${versions.target_version}`,
    is_waiting === true ? 'waits for its wave' : status.replace('_', ' '),
    `${progress_pct} %`,
    error ?? stage ?? '',
  ]);
  return table(['Job', 'Device', 'Firmware', 'Status', 'Done', ''], rows, total);
}

const cancel = family<{ job_id: string | undefined; reason: string }>({
  name: 'firmware job cancelled',
  changes: true,
  examples: [
    'Cancel JOB-7K3QZ9M2WX because the door is in use',
    'please abort firmware job JOB-7K3QZ9M2WX',
    'cancel the firmware job',
  ],
  match({ words, text }) {
    const isOrder = isCommand(words, 'cancel|abort|stop') && /\bjobs?\b|\bjob-/.test(words);
    return isOrder ? { job_id: jobIn(text), reason: reasonIn(text) } : undefined;
  },
  plan: ({ job_id, reason }): ToolRequest[] =>
    job_id === undefined ? [] : [{ tool: 'cancel_firmware_job', arguments: { job_id, reason } }],
  present({ job_id }, outcomes) {
    const [done] = outcomes;
    if (job_id === undefined || done === undefined)
      return 'Which one? Say its id, for example "cancel JOB-7K3QZ9M2WX"; "show running firmware updates" lists them.';
    const job = resultOf(done, Job);
    return job === undefined ? notDone(done) : `${job.job_id} of ${job.device_id} is ${job.status.replace('_', ' ')}.`;
  },
});

export const jobOrders: readonly Family[] = [cancel];
export const firmwareJobs: readonly Family[] = [jobs];
