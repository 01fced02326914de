import type { ElectionsAnswer } from '../contract/elections';

/** Whether somebody answers for a mailing, in three letters at least as the server asks; outside a period nobody need. */
export const isSignedOff = (
  period: ElectionsAnswer['period'],
  { signedBy, signOff }: { signedBy: string; signOff: string },
): boolean => period === null || [signedBy, signOff].every((text) => text.trim().length > 2);
