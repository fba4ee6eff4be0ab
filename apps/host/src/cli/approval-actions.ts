export const APPROVAL_ACTIONS = ['list', 'revoke'] as const;
export type ApprovalAction = (typeof APPROVAL_ACTIONS)[number];
