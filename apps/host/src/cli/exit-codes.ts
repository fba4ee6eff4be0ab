/** What a command ends with; a signal adds its number to 128, as shells do. */
export const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130, terminated: 143, hungUp: 129 } as const;
