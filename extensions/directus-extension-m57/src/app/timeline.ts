import type { Timeline } from '../contract/citizens';
import type { InteractionKind } from '../domain/relation/model';

export type TimelineItem = Timeline['items'][number];

/** The pictures of the kinds; their names stand beside. */
export const KIND_ICONS: Record<InteractionKind, string> = {
  registration: 'how_to_reg',
  request: 'assignment',
  complaint: 'report',
  payment: 'payments',
  event: 'event',
  consultation: 'how_to_vote',
  renewal: 'autorenew',
  satisfaction: 'sentiment_satisfied',
};

/** Items that come sorted by date, under their months ("2025-03"). */
export function byMonth(items: readonly TimelineItem[]): { month: string; items: TimelineItem[] }[] {
  const months: { month: string; items: TimelineItem[] }[] = [];
  for (const item of items) {
    const month = item.date.slice(0, 7);
    const last = months.at(-1);
    if (last?.month === month) last.items.push(item);
    else months.push({ month, items: [item] });
  }
  return months;
}
