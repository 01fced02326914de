import type { FullCost, ServicePage } from '../contract/allocations';
import { parseCents, splitCents } from '../domain/money';

const cents = (money: string) => parseCents(money) ?? 0;

/**
 * What users, partners and the authority pay of each 100 € of cost, in whole euros that add up to 100 (largest
 * remainder). Null where revenue exceeds the cost, or where there is none to share.
 */
export function ofHundred(cost: FullCost): { users: number; partners: number; authority: number } | null {
  const shares = [cost.revenue_users, cost.revenue_partners, cost.net_cost].map(cents);
  if (cents(cost.full) <= 0 || shares.some((share) => share < 0)) return null;
  const [users, partners, authority] = splitCents(100, shares);
  return { users: users!, partners: partners!, authority: authority! };
}

/** The sentences of a service page, as messages of `sheet.say` and whether each figure of theirs is there. */
export type SentenceKey =
  | 'nothing'
  | 'cost'
  | 'costNotional'
  | 'costOwn'
  | 'unit'
  | 'noUnit'
  | 'inhabitant'
  | 'delivers'
  | 'shares'
  | 'noRevenue'
  | 'surplus'
  | 'allocated'
  | 'unallocated';

/**
 * Three sentences: what it costs, what that is for one, and who pays. Which ones depends on what the service is; one
 * where there is nothing to say.
 */
export function sentencesOf({ cost }: Pick<ServicePage, 'cost'>): SentenceKey[] {
  if (cost.lines === 0 && cents(cost.full) === 0) return ['nothing'];
  const first =
    cents(cost.received) === 0 && cents(cost.notional) === 0
      ? 'costOwn'
      : cents(cost.notional) === 0
        ? 'cost'
        : 'costNotional';
  if (cost.kind === 'auxiliary')
    return [first, 'delivers', cents(cost.unallocated) === 0 ? 'allocated' : 'unallocated'];
  const perHead = cost.per_inhabitant !== null;
  const second =
    cost.kind === 'indivis' && perHead
      ? 'inhabitant'
      : cost.unit_cost !== null
        ? 'unit'
        : perHead
          ? 'inhabitant'
          : 'noUnit';
  if (cents(cost.revenue) === 0) return [first, second, 'noRevenue'];
  return [first, second, ofHundred(cost) === null ? 'surplus' : 'shares'];
}
