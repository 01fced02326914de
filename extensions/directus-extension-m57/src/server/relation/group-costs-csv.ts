import type { CostCell, GroupCosts } from '../../contract/segments';
import type { Locale } from '../../domain/issue';
import { csvText, plainText } from '../../domain/writers/csv';

const WORDS = {
  fr: {
    head: [
      'Service',
      'Public',
      'Usagers',
      'Unités',
      'Unité',
      'Coût',
      'Recette',
      'Solde',
      'Taux de couverture (%)',
      'Coût moyen par usager',
      'Recette moyenne par usager',
      'Coût par habitant',
      'Recette par habitant',
    ],
    households: { users: 'Foyers', cost: 'Coût moyen par foyer', revenue: 'Recette moyenne par foyer' },
    identified: 'Usagers identifiés',
    unidentified: 'Non identifié',
    indivis: 'Indivis',
    partners: 'Partenaires',
    gap: 'Écart entre caisse et comptabilité',
    total: 'Total de la répartition',
    secret: 'secret',
  },
  en: {
    head: [
      'Service',
      'Group',
      'Users',
      'Units',
      'Unit',
      'Cost',
      'Revenue',
      'Balance',
      'Coverage rate (%)',
      'Average cost per user',
      'Average revenue per user',
      'Cost per inhabitant',
      'Revenue per inhabitant',
    ],
    households: {
      users: 'Households',
      cost: 'Average cost per household',
      revenue: 'Average revenue per household',
    },
    identified: 'Identified users',
    unidentified: 'Not identified',
    indivis: 'Common services',
    partners: 'Partners',
    gap: 'Gap between cash desk and ledger',
    total: 'Total of the run',
    secret: 'secret',
  },
} as const;

/** Of a row: text as it is; an amount with its point; null: nothing to say. */
type Value = string | null;

/**
 * One line per service and group, then one per part of its cost and revenue, and their total: as a spreadsheet of the
 * caller's country opens it, with a byte order mark, without which Excel takes UTF-8 for something else.
 */
export function groupCostsCsv({ groups, services, counted }: GroupCosts, locale: Locale): string {
  const words = WORDS[locale];
  const number = (value: Value) => (value === null ? '' : locale === 'fr' ? value.replace('.', ',') : value);
  const head: string[] = [...words.head];
  if (counted === 'households') {
    const { users, cost, revenue } = words.households;
    [head[2], head[9], head[10]] = [users, cost, revenue];
  }
  const rows = services.flatMap((service) => {
    const line = (label: string, values: Value[], unit: Value = null) => {
      const cells = values.map((value) => (value === words.secret ? value : number(value)));
      const padded = [...cells, ...Array<string>(10 - cells.length).fill('')];
      return [
        plainText(service.name),
        plainText(label),
        ...padded.slice(0, 2),
        plainText(unit),
        ...padded.slice(2),
      ];
    };
    const ofCell = (label: string, cell: CostCell) => {
      if (cell.users === null) return line(label, Array<Value>(8).fill(words.secret), service.unit);
      const { users, units, cost, revenue, balance, coverage, average_cost, average_revenue } = cell;
      return line(
        label,
        [String(users), units, cost, revenue, balance, coverage, average_cost, average_revenue],
        service.unit,
      );
    };
    const part = (label: string, cost: Value, revenue: Value) => line(label, [null, null, cost, revenue]);
    const open = (amount: Value) => amount ?? words.secret;
    const { cost, revenue, per_inhabitant } = service;
    return [
      ...service.cells.map((cell, at) => ofCell(groups[at]!.label, cell)),
      ofCell(words.identified, service.total),
      part(words.unidentified, open(cost.unidentified), open(revenue.unidentified)),
      part(words.indivis, cost.indivis, null),
      part(words.partners, null, revenue.partners),
      part(words.gap, null, open(revenue.gap)),
      line(words.total, [
        null,
        null,
        cost.total,
        revenue.total,
        null,
        null,
        null,
        null,
        per_inhabitant?.cost ?? null,
        per_inhabitant?.revenue ?? null,
      ]),
    ];
  });
  return `\uFEFF${csvText([head, ...rows], locale === 'fr' ? ';' : ',')}`;
}
