import { ACCOUNT, DATE, DIRECTION, LEDGER_AMOUNT, MOVEMENT, SECTION, type SheetRow } from './ledger-cells';
import { SIRET, YEAR, type Kind } from './fields';
import { columnsOf, headOf, share, type Vocabulary } from './headings';
import { MAPPING_FIELDS, missingFields, plainHeader, shapeOf } from './mapping';
import type { LedgerTable, Mapping, MappingField } from './mapping';

const NAMES: Record<MappingField, string[]> = {
  nature: [
    'nature',
    'article',
    'compte nature',
    'nature comptable',
    'article nature',
    'compte budgetaire',
    'compte',
    'cpte',
    'imputation',
    'imputation comptable',
    'imputation budgetaire',
    'compte general',
    'compte comptable',
    'account',
  ],
  fonction: [
    'fonction',
    'sous fonction',
    'fonctionnel',
    'fonctionnelle',
    'rubrique',
    'fonc',
    'fct',
    'ref fonctionnelle',
    'function',
  ],
  chapitre: ['chapitre', 'chap', 'chapitre budgetaire', 'chapitre nature', 'chapter'],
  section: ['section', 'sect', 'section budgetaire', 'f i', 'fi', 'inv fonc', 'fonc inv'],
  direction: [
    'sens',
    'd r',
    'dr',
    'rd',
    'depense recette',
    'depenses recettes',
    'dep rec',
    'sens budgetaire',
    'direction',
    'type',
    'mandat titre',
  ],
  kind: [
    'reel ordre',
    'r o',
    'ro',
    'mouvement',
    'type mouvement',
    'type operation',
    'operation budgetaire',
    'type',
    'ordre',
    'nature operation',
    'operation',
  ],
  operation: [
    'operation',
    'operation investissement',
    'operation d investissement',
    'operation equipement',
    'operation d equipement',
    'programme',
  ],
  analytic: [
    'analytique',
    'axe analytique',
    'section analytique',
    'analytique 1',
    'activite',
    'centre cout',
    'centre couts',
    'destination',
  ],
  manager: [
    'service gestionnaire',
    'gestionnaire',
    'service',
    'service emetteur',
    'service depensier',
    'centre responsabilite',
    'direction',
    'pole',
  ],
  site: ['site', 'lieu', 'antenne', 'equipement', 'batiment', 'structure', 'localisation', 'etablissement'],
  debit: ['debit', 'montant debit', 'debits', 'mouvement debit', 'debit mouvement'],
  credit: ['credit', 'montant credit', 'credits', 'mouvement credit', 'credit mouvement'],
  amount: [
    'montant realise',
    'realise',
    'montant mandate',
    'mandate',
    'montant budgetaire',
    'montant net',
    'montant ttc',
    'montant',
    'mandats emis',
    'titres emis',
    'realisations',
    'emis',
    'realise net',
    'total realise',
    'montant total',
    'montant ht',
    'amount',
  ],
  budget: ['budget', 'budget collectivite', 'collectivite budget', 'codbud'],
  budgeted: [
    'credits ouverts',
    'ouverts',
    'credit ouvert',
    'budgete',
    'montant budgete',
    'budget total',
    'total budget',
    'prevu',
    'montant prevu',
    'vote',
    'montant vote',
    'credits votes',
    'previsions',
    'budget',
    'credits',
  ],
  date: [
    'date',
    'date comptable',
    'date mandatement',
    'date mandat',
    'date emission',
    'date ecriture',
    'date d ecriture',
    'date d emission',
    'date piece',
    'date prise charge',
    'date operation',
  ],
  siret: ['siret', 'siret budget', 'siret collectivite', 'siret etablissement'],
  exercice: ['exercice', 'annee', 'exercice budgetaire', 'annee budgetaire', 'exer', 'an', 'year'],
  label: [
    'libelle',
    'objet',
    'designation',
    'intitule',
    'libelle ecriture',
    'libelle d ecriture',
    'objet mandat',
    'libelle compte',
    'libelle nature',
    'description',
  ],
};

const FIRST_WORDS: Partial<Record<MappingField, string[]>> = {
  nature: ['nature', 'article', 'compte', 'imputation'],
  fonction: ['fonction', 'rubrique'],
  chapitre: ['chapitre'],
  analytic: ['analytique'],
  manager: ['service', 'gestionnaire'],
  site: ['site', 'antenne'],
  amount: ['montant', 'realise', 'mandate'],
  budgeted: ['credits', 'budget', 'prevu', 'vote'],
  date: ['date'],
  exercice: ['exercice', 'annee'],
  label: ['libelle', 'objet', 'intitule'],
};

/** Columns of who is paid: a SIRET beside them is theirs. */
const THIRD_PARTY = /^(?:tiers|fournisseur|creancier|debiteur|beneficiaire|redevable|raison sociale|nom)\b/;

const VOCABULARY: Vocabulary<MappingField> = {
  fields: MAPPING_FIELDS,
  names: NAMES,
  firstWords: FIRST_WORDS,
  plain: plainHeader,
  isTitle: (text) => /\p{L}/u.test(text) && ACCOUNT.parse(text) === null,
};

/** The head of a table and what its columns seem to hold, from their names and from their cells. */
export function proposeMapping(
  rows: readonly SheetRow[],
  sheets: string[] = [],
  sheet?: string,
): LedgerTable {
  const head = headOf(rows, VOCABULARY);
  const { names, cells } = head;
  const third = names.some((name) => THIRD_PARTY.test(plainHeader(name)));
  const columns = oneWayToCount(
    columnsOf(head, VOCABULARY, (field, texts, least) => fits(field, texts, third, least), byContent),
  );
  const dates = columns.date === undefined ? [] : cells[columns.date]!;
  const exercice = columns.exercice === undefined ? yearOf(dates) : undefined;
  const proposal: Mapping = {
    columns,
    document: { stage: 'GL', ...(exercice === undefined ? {} : { exercice }) },
    header: head.line,
    unit: 'euros',
    ...(sheet === undefined ? {} : { sheet }),
  };
  return {
    shape: shapeOf(names),
    columns: names.map((header, rank) => ({ header, samples: head.samples(rank) })),
    sheets,
    proposal,
    missing: missingFields(proposal),
  };
}

/** Whether a table is one of accounts at all: an account and an amount on each row. */
export function isLedger({ proposal: { columns } }: LedgerTable): boolean {
  const amount = columns.amount ?? columns.debit ?? columns.credit ?? columns.budgeted;
  return columns.nature !== undefined && amount !== undefined;
}

/** What the cells of columns without a known name look like. */
function byContent(columns: Mapping['columns']): [MappingField, (texts: string[]) => boolean][] {
  const looks: [MappingField, (texts: string[]) => boolean][] = [
    ['siret', (texts) => all(texts, SIRET)],
    ['exercice', (texts) => all(texts, YEAR) && new Set(texts).size === 1],
    ['date', (texts) => all(texts, DATE)],
    [
      'nature',
      (texts) =>
        share(texts, (text) => /^(?:00[12]|[1-7]\d{2,7})(?!\d|[.,]\d)/.test(text)) >= 0.9 &&
        !all(texts, YEAR),
    ],
    ['direction', (texts) => all(texts, DIRECTION) && texts.some((text) => DIRECTION.parse(text) === 'D')],
    ['section', (texts) => all(texts, SECTION)],
  ];
  if (columns.debit === undefined)
    looks.push(['amount', (texts) => share(texts, isAmount) >= 0.9 && share(texts, hasDecimals) >= 0.3]);
  return looks;
}

/** A pair of debit and credit is the whole amount; half a pair beside an amount is something else. */
function oneWayToCount(columns: Mapping['columns']): Mapping['columns'] {
  const { amount, debit, credit, ...rest } = columns;
  if (debit !== undefined && credit !== undefined) return { ...rest, debit, credit };
  return amount === undefined ? columns : { ...rest, amount };
}

const isAmount = (text: string) => LEDGER_AMOUNT.parse(text) !== null;
const hasDecimals = (text: string) => /[.,]\d{1,2}\D*$/.test(text);
const all = (texts: string[], kind: Kind<unknown>) => share(texts, (text) => kind.parse(text) !== null) === 1;

/** Whether the cells of a column may hold that; a column without any may hold anything. */
function fits(field: MappingField, texts: string[], third: boolean, least: number): boolean {
  if (texts.length === 0) return true;
  const mostly = (kind: Kind<unknown>) => share(texts, (text) => kind.parse(text) !== null) >= least;
  switch (field) {
    case 'nature':
      return mostly(ACCOUNT) && share(texts, hasDecimals) < 0.2;
    case 'fonction':
      return share(texts, (text) => /^[\d-]/.test(text) && !hasDecimals(text)) >= least;
    case 'debit':
    case 'credit':
    case 'amount':
    case 'budgeted':
      return share(texts, isAmount) >= least;
    case 'budget':
      return share(texts, hasDecimals) < 0.2 && new Set(texts).size <= 20;
    case 'direction':
      return mostly(DIRECTION);
    case 'section':
      return mostly(SECTION);
    case 'kind':
      return mostly(MOVEMENT);
    case 'date':
      return mostly(DATE);
    case 'siret':
      return mostly(SIRET) && (!third || new Set(texts).size === 1);
    case 'exercice':
      return mostly(YEAR);
    default:
      return true;
  }
}

/** The one year that dates belong to, those of January and February being its end; none where they tell two. */
function yearOf(texts: string[]): number | undefined {
  const dates = texts.map((text) => DATE.parse(text)).filter((date) => date !== null);
  if (dates.length === 0) return undefined;
  const year = Math.min(...dates.map((date) => date.year));
  return dates.every((date) => date.year === year) ? year : undefined;
}
