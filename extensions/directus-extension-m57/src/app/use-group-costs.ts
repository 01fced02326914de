import { figureOf, isSecret, type CostMeasure } from './group-costs';
import type { CostCell, GroupCosts } from '../contract/segments';
import { formatRate } from './format';
import { formatLocale, useMessages, type MessageKey } from './messages';
import { useFormat } from './use-format';

/** Figures and names of costs by group in the user's language. */
export function useGroupCosts() {
  const { t, locale } = useMessages();
  const { euros, cents, count, quantity } = useFormat();

  /** Null: secret. */
  function textOf(cell: CostCell, measure: CostMeasure): string | null {
    if (isSecret(cell)) return null;
    const figure = figureOf(cell, measure);
    if (measure === 'users') return count(cell.users);
    if (measure === 'units') return quantity(figure);
    if (measure === 'coverage') return rateText(figure);
    return measure === 'cost' || measure === 'revenue' || measure === 'balance'
      ? euros(figure)
      : cents(figure);
  }
  const rateText = (percent: string | null) =>
    formatRate(percent === null ? null : Math.round(Number(percent) * 100), formatLocale(locale.value));

  /** "… par usager", or "… par foyer" where households are counted. */
  const measureName = (measure: CostMeasure, counted: GroupCosts['counted']) =>
    t(`groupCosts.measures.${counted}.${measure}` as MessageKey);

  return { textOf, rateText, measureName };
}
