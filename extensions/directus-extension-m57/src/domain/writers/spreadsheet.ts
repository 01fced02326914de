import type { Amounts, Stage } from '../ledger';
import { formatCents } from '../money';
import { csvText, plainText, type LedgerWriter, type WrittenLine } from './csv';
import { labelled, type Labelled } from './labels';
import { DIRECTION, MOVEMENT, SECTION } from './scdl';

const STAGES: Record<Stage, string> = {
  BP: 'budget primitif',
  BS: 'budget supplémentaire',
  DM: 'décision modificative',
  CA: 'compte administratif',
  CFU: 'compte financier unique',
  BAL: 'balance',
  PES: 'mandats et titres (PES)',
  GL: 'grand livre',
};

const AMOUNTS: Record<keyof Amounts, string> = {
  previous_budget: 'Budget précédent',
  carried_over_previous: 'Restes à réaliser N-1',
  proposed: 'Propositions nouvelles',
  voted: 'Voté',
  opened: 'Crédits ouverts',
  realised: 'Réalisé',
  carried_over: 'Restes à réaliser au 31/12',
};
const AMOUNT_NAMES = Object.keys(AMOUNTS) as (keyof Amounts)[];

const LABELS = [
  'Étape',
  'Exercice',
  'SIRET',
  'Budget',
  'Intitulé du budget',
  'Section',
  'Sens',
  'Mouvement',
  'Chapitre',
  'Nature',
  'Fonction',
  'Opération',
  'Code analytique',
  'Service gestionnaire',
  'Site',
];

/** The columns, those of texts first. */
export const HEADERS = [...LABELS, ...Object.values(AMOUNTS)];

/** Without it, Excel takes UTF-8 for something else. */
const BYTE_ORDER_MARK = '\ufeff';

/**
 * Ledger lines as a French spreadsheet opens them: UTF-8 with a byte order mark, `;`, decimal comma. A code stands
 * with its label ("011 - Charges à caractère général"): alone it would become the number 11.
 */
export const spreadsheetWriter: LedgerWriter = {
  head: BYTE_ORDER_MARK + csvText([HEADERS], ';'),
  rows: (lines) =>
    csvText(
      lines.map((line) => {
        const { texts, amounts } = spreadsheetCells(line);
        return [
          ...texts,
          ...amounts.map((cents) => (cents === null ? '' : formatCents(cents).replace('.', ','))),
        ];
      }),
      ';',
    ),
};

/** What the columns of a line hold, CSV or workbook. */
export function spreadsheetCells({
  of: { document, plan, votedByFonction },
  imputation,
  amounts,
}: WrittenLine) {
  const { chapter, nature, fonction } = labelled(imputation, plan, votedByFonction);
  const { section, direction, kind, operation, analytic, manager, site } = imputation;
  const texts = [
    STAGES[document.stage],
    String(document.exercice),
    document.siret,
    plainText(document.budget),
    plainText(document.label),
    section ? SECTION[section] : '',
    DIRECTION[direction],
    MOVEMENT[kind],
    account(chapter),
    account(nature),
    account(fonction),
    plainText(operation),
    plainText(analytic),
    plainText(manager),
    plainText(site ?? null),
  ];
  return { texts, amounts: AMOUNT_NAMES.map((name) => amounts[name]) };
}

function account(account: Labelled | null): string {
  if (account === null) return '';
  return plainText(account.label === '' ? account.code : `${account.code} - ${account.label}`);
}
