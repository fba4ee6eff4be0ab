/** What can be done with saved conversations. */
export const SESSION_ACTIONS = ['list', 'show', 'export', 'delete'] as const;
export type SessionAction = (typeof SESSION_ACTIONS)[number];
