import { fstatSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The part of koffi's native module that is used; its declarations are in the package `koffi`. */
interface Koffi {
  load(path: null): { func(prototype: string): (...args: (number | bigint | object)[]) => number };
  struct(name: string, members: Readonly<Record<string, string>>): unknown;
}

interface Abi {
  readonly auditArch: number;
  readonly seccomp: number;
  /** What V8, a blocking read of stdin, a write to stdout and an exit need: no path, socket, process or signal. */
  readonly allowed: readonly number[];
}

const ABIS: Readonly<Record<string, Abi>> = {
  // read write close fstat poll lseek mmap mprotect munmap brk rt_sigaction rt_sigprocmask rt_sigreturn writev
  // sched_yield mremap madvise nanosleep getpid exit getrusage sigaltstack sched_getparam sched_getscheduler gettid futex sched_getaffinity
  // restart_syscall clock_gettime clock_nanosleep exit_group epoll_wait epoll_ctl ppoll epoll_pwait getrandom
  // membarrier pkey_mprotect pkey_alloc pkey_free rseq
  x64: {
    auditArch: 0xc000003e,
    seccomp: 317,
    allowed: [
      0, 1, 3, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 20, 24, 25, 28, 35, 39, 60, 98, 131, 143, 145, 186, 202, 204, 219,
      228, 230, 231, 232, 233, 271, 281, 318, 324, 329, 330, 331, 334,
    ],
  },
  arm64: {
    auditArch: 0xc00000b7,
    seccomp: 277,
    allowed: [
      63, 64, 57, 80, 73, 62, 222, 226, 215, 214, 134, 135, 139, 66, 124, 216, 233, 101, 172, 93, 165, 132, 178, 98,
      120, 121, 123, 128, 113, 115, 94, 22, 21, 278, 283, 288, 289, 290, 293,
    ],
  },
};

const CLONE3 = 435;
const KILL = 0x80000000;
const ALLOW = 0x7fff0000;
const EPERM = 0x00050000 | 1;
const ENOSYS = 0x00050000 | 38;

const PR_SET_NO_NEW_PRIVS = 38;
const SECCOMP_SET_MODE_FILTER = 1;
const SECCOMP_FILTER_FLAG_TSYNC = 1;

/** `RLIMIT_*` of Linux, in bytes, seconds or files: no core dump, no growing file, no new descriptor, no new process. */
const FILE_SIZE = 1;
const RESOURCE_LIMITS: readonly (readonly [resource: number, limit: number])[] = [
  [0, 40], // CPU: more than the longest call
  [FILE_SIZE, 0],
  [4, 0], // CORE
  [6, 0], // NPROC
];

/**
 * Takes every system call from this process, and all its threads, that computing does not need. Needs no privilege and
 * cannot be undone.
 *
 * @param library The native module of koffi.
 * @returns What ends the process: Node.js needs more for that than is left.
 * @throws {Error} when the system refuses, or when the processor is not known.
 */
export function applySeccomp(library: string): () => void {
  const abi = ABIS[process.arch];
  if (process.platform !== 'linux' || abi === undefined) throw new Error(`no filter for ${process.arch}`);
  const koffi = createRequire(library)(library) as Koffi;
  const libc = koffi.load(null);
  koffi.struct('rlimit', { current: 'unsigned long', most: 'unsigned long' });
  const setrlimit = libc.func('int setrlimit(int, rlimit*)');
  // A worker whose answers or complaints go to a file would be killed by its first word; the filter opens it no other.
  const speaksToFile = [1, 2].some((descriptor) => fstatSync(descriptor).isFile());
  for (const [resource, limit] of RESOURCE_LIMITS) {
    if (resource === FILE_SIZE && speaksToFile) continue;
    if (setrlimit(resource, { current: limit, most: limit }) !== 0) throw new Error(`setrlimit ${resource} failed`);
  }
  const prctl = libc.func('int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)');
  koffi.struct('sock_fprog', { length: 'uint16', filter: 'void*' });
  const syscall = libc.func('long syscall(long, long, long, sock_fprog*)');
  const exit = libc.func('void _exit(int)');
  const filter = program(abi);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) !== 0) throw new Error('no_new_privs was refused');
  const length = filter.length / INSTRUCTION_BYTES;
  if (syscall(abi.seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, { length, filter }) !== 0) {
    throw new Error('the filter was refused');
  }
  return () => void exit(0);
}

const INSTRUCTION_BYTES = 8;
const LOAD = 0x20;
const JUMP_IF_EQUAL = 0x15;
const RETURN = 0x06;

/** A classic BPF program over `struct seccomp_data`: another ABI ends the process, an unknown call answers EPERM. */
function program({ auditArch, allowed }: Abi): Buffer {
  const NUMBER_AT = 0;
  const ARCH_AT = 4;
  return Buffer.concat([
    instruction(LOAD, 0, 0, ARCH_AT),
    instruction(JUMP_IF_EQUAL, 1, 0, auditArch),
    instruction(RETURN, 0, 0, KILL),
    instruction(LOAD, 0, 0, NUMBER_AT),
    ...allowed.flatMap((number) => [instruction(JUMP_IF_EQUAL, 0, 1, number), instruction(RETURN, 0, 0, ALLOW)]),
    // The C library falls back to clone, which is refused, instead of giving up.
    instruction(JUMP_IF_EQUAL, 0, 1, CLONE3),
    instruction(RETURN, 0, 0, ENOSYS),
    instruction(RETURN, 0, 0, EPERM),
  ]);
}

function instruction(code: number, ifTrue: number, ifFalse: number, value: number): Buffer {
  const bytes = Buffer.alloc(INSTRUCTION_BYTES);
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt8(ifTrue, 2);
  bytes.writeUInt8(ifFalse, 3);
  bytes.writeUInt32LE(value >>> 0, 4);
  return bytes;
}
