/** What the product does not take in, whatever the file (GDPR art. 9, and art. 87 for the national number). */
export const REFUSED_CATEGORIES = [
  'diet',
  'allergy',
  'health',
  'disability',
  'religion',
  'nationality',
  'nir',
  'origin',
  'union',
  'politics',
  'orientation',
  'proposal_text',
] as const;
export type RefusedCategory = (typeof REFUSED_CATEGORIES)[number];

/** Why a column with this header can never be mapped; null where it can. */
export function refusedHeader(_header: string): RefusedCategory | null {
  return null;
}
