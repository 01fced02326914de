import type { RewardRequest, RewardRow } from '../contract/rewards';

/** A reward as its form holds it: ids, amounts and days as text, '' for none. */
export interface RewardDraft {
  name: string;
  advantage: string;
  segment: string;
  service: string;
  uses: number | '';
  /** As people type it: "12,50". */
  value: string;
  starts_on: string;
  ends_on: string;
}

export const draftOf = (reward: RewardRow | null, today: string): RewardDraft => ({
  name: reward?.name ?? '',
  advantage: reward?.advantage ?? '',
  segment: String(reward?.segment?.id ?? ''),
  service: String(reward?.service?.id ?? ''),
  uses: reward?.uses ?? 1,
  value: reward?.value?.replace('.', ',') ?? '',
  starts_on: reward?.starts_on ?? today,
  ends_on: reward?.ends_on ?? '',
});

const amountOf = (typed: string) => typed.replace(/[\s€]/g, '').replace(',', '.');

/** The first field that keeps it from being saved. */
export function faultOf({
  name,
  advantage,
  segment,
  uses,
  value,
  starts_on,
  ends_on,
}: RewardDraft): keyof RewardDraft | null {
  if (!name.trim()) return 'name';
  if (!advantage.trim()) return 'advantage';
  if (!segment) return 'segment';
  if (uses === '' || !Number.isInteger(uses) || uses < 1 || uses > 1000) return 'uses';
  if (amountOf(value) !== '' && !/^\d{1,6}(\.\d{1,2})?$/.test(amountOf(value))) return 'value';
  if (!starts_on) return 'starts_on';
  return ends_on !== '' && ends_on < starts_on ? 'ends_on' : null;
}

/** What is sent, of a draft without fault. */
export const requestOf = (draft: RewardDraft): RewardRequest => ({
  name: draft.name.trim(),
  advantage: draft.advantage.trim(),
  segment: Number(draft.segment),
  service: draft.service === '' ? null : Number(draft.service),
  uses: Number(draft.uses),
  value: amountOf(draft.value) || null,
  starts_on: draft.starts_on,
  ends_on: draft.ends_on || null,
});
