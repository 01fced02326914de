import { InputError, type Messages } from '../issue';
import type { Amounts, Direction, MovementKind, Section, Stage } from '../ledger';
import { formatCents } from '../money';
import { csvText, plainText, type LedgerWriter, type WrittenDocument, type WrittenLine } from './csv';
import { labelled } from './labels';

const AMOUNTS: Record<keyof Amounts, string> = {
  realised: 'BGT_MTREAL',
  previous_budget: 'BGT_MTBUDGPREC',
  carried_over_previous: 'BGT_MTRARPREC',
  proposed: 'BGT_MTPROPNOUV',
  voted: 'BGT_MTPREV',
  opened: 'BGT_CREDOUV',
  carried_over: 'BGT_MTRAR3112',
};
const AMOUNT_NAMES = Object.keys(AMOUNTS) as (keyof Amounts)[];

const COLUMNS = [
  'BGT_NATDEC',
  'BGT_ANNEE',
  'BGT_SIRET',
  'BGT_NOM',
  'BGT_CONTNAT',
  'BGT_CONTNAT_LABEL',
  'BGT_NATURE',
  'BGT_NATURE_LABEL',
  'BGT_FONCTION',
  'BGT_FONCTION_LABEL',
  'BGT_OPERATION',
  'BGT_SECTION',
  'BGT_OPBUDG',
  'BGT_CODRD',
  ...Object.values(AMOUNTS),
  'BGT_ARTSPE',
];

/** The schema is older than the CFU, which replaces the compte administratif and holds the same figures. */
const STEPS: Partial<Record<Stage, string>> = {
  BP: 'budget primitif',
  BS: 'budget supplémentaire',
  DM: 'décision modificative',
  CA: 'compte administratif',
  CFU: 'compte administratif',
};
/** The words of the schema, which French readers know too. */
export const SECTION: Record<Section, string> = { F: 'fonctionnement', I: 'investissement' };
export const DIRECTION: Record<Direction, string> = { D: 'dépense', R: 'recette' };
export const MOVEMENT: Record<MovementKind, string> = { real: 'réel', ordre: 'ordre' };

/**
 * The national open-data schema "budget" (SCDL 0.8.3): UTF-8, comma, decimal point. Source: schema.data.gouv.fr,
 * scdl/budget. A cell is empty where neither the line nor its plan knows the value: nothing is made up. BGT_ARTSPE
 * (optional) stays empty, since lines do not keep it. `rows` throws as `assertScdl` does.
 */
export const scdlWriter: LedgerWriter = {
  head: csvText([COLUMNS], ','),
  rows: (lines) => csvText(lines.map(cells), ','),
};

/** @throws InputError SCDL_STAGE where the schema has no step for a document: balances, payment orders, ledgers. */
export function assertScdl(documents: readonly WrittenDocument['document'][]): void {
  for (const document of documents) stepOf(document);
}

function stepOf({ stage, siret, exercice }: WrittenDocument['document']): string {
  const step = STEPS[stage];
  if (step === undefined)
    throw new InputError({
      code: 'SCDL_STAGE',
      line: null,
      column: null,
      params: { stage, siret, exercice },
    });
  return step;
}

function cells({ of: { document, plan, votedByFonction }, imputation, amounts }: WrittenLine): string[] {
  const { chapter, nature, fonction } = labelled(imputation, plan, votedByFonction);
  const { section, direction, kind, operation } = imputation;
  return [
    stepOf(document),
    String(document.exercice),
    document.siret,
    plainText(document.label),
    plainText(chapter?.code ?? null),
    plainText(chapter?.label ?? null),
    plainText(nature.code),
    plainText(nature.label),
    plainText(fonction?.code ?? null),
    plainText(fonction?.label ?? null),
    plainText(operation),
    section ? SECTION[section] : '',
    MOVEMENT[kind],
    DIRECTION[direction],
    ...AMOUNT_NAMES.map((name) => {
      const cents = amounts[name];
      return cents === null ? '' : formatCents(cents);
    }),
    '',
  ];
}

export const scdlWriterMessages: Messages = {
  SCDL_STAGE: {
    fr: ({ stage, siret, exercice }) =>
      `Le schéma SCDL ne connaît que les étapes du budget (BP, BS, DM, CA, CFU) : les comptes ${exercice} du SIRET ${siret} viennent d’une autre source (${stage}). Choisissez une autre étape, ou l’export pour tableur.`,
    en: ({ stage, siret, exercice }) =>
      `The SCDL schema knows the steps of the budget only (BP, BS, DM, CA, CFU): the ${exercice} accounts of SIRET ${siret} come from another source (${stage}). Choose another stage, or the export for spreadsheets.`,
  },
};
