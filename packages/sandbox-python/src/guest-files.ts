/** What the guest knows before any tool comes, in the order in which they build on each other. */
export const GUEST_FILES = ['check.py', 'signature.py', 'run.py'] as const;
