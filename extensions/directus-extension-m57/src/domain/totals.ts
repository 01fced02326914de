import type { Messages, Issue } from './issue';
import type { Imputation } from './ledger';
import { formatCents, type Cents } from './money';

export interface Sides {
  expense: Cents;
  revenue: Cents;
}

/** Realised amounts; on the real side document = carried_forward + operations, to the cent. */
export interface Totals {
  /** Every line: reconciles with the source. */
  document: { expense_real: Cents; revenue_real: Cents; expense_ordre: Cents; revenue_ordre: Cents };
  /** Results of former years (001, 002), which the sources mark "real" though nothing was spent. */
  carried_forward: Sides;
  /** What the year really spent and received. */
  operations: Sides;
}

/** Accounts of the results carried forward, investissement and fonctionnement (domain rule). */
export const CARRIED_FORWARD: readonly string[] = ['001', '002'];

/** Written out, since a name put together for each of a million lines takes longer than the sum. */
const SIDES = {
  expense: { real: 'expense_real', ordre: 'expense_ordre' },
  revenue: { real: 'revenue_real', ordre: 'revenue_ordre' },
} as const;

export class TotalsAccumulator {
  readonly totals: Totals = {
    document: { expense_real: 0, revenue_real: 0, expense_ordre: 0, revenue_ordre: 0 },
    carried_forward: { expense: 0, revenue: 0 },
    operations: { expense: 0, revenue: 0 },
  };

  /** Adds one line, or the sum of the lines of one imputation. */
  add({ direction, kind, nature }: Pick<Imputation, 'direction' | 'kind' | 'nature'>, realised: Cents): void {
    const side = direction === 'D' ? 'expense' : 'revenue';
    const { document, carried_forward, operations } = this.totals;
    document[SIDES[side][kind]] += realised;
    if (kind === 'ordre') return;
    (CARRIED_FORWARD.includes(nature) ? carried_forward : operations)[side] += realised;
  }
}

/** Ordre operations move nothing in or out, so both sides must be equal: the warning where they are not, else null. */
export function ordreWarning({ document }: Totals): { issue: Issue; amount: Cents } | null {
  const amount = document.expense_ordre - document.revenue_ordre;
  if (amount === 0) return null;
  const params = {
    expense: formatCents(document.expense_ordre),
    revenue: formatCents(document.revenue_ordre),
    gap: formatCents(amount),
  };
  return { issue: { code: 'ORDRE_UNBALANCED', line: null, column: null, params }, amount };
}

export const totalsMessages: Messages = {
  ORDRE_UNBALANCED: {
    fr: ({ expense, revenue, gap }) =>
      `Les opérations d’ordre ne s’équilibrent pas : ${expense} € en dépense, ${revenue} € en recette (écart ${gap} €). Vérifiez que le document est complet.`,
    en: ({ expense, revenue, gap }) =>
      `Ordre operations do not balance: ${expense} € of expense, ${revenue} € of revenue (gap ${gap} €). Check that the document is complete.`,
  },
};
