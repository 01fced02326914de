import type { Stage } from '../ledger';

/**
 * What a column of a ledger export can hold. An amount is one column (`amount`), or a pair (`debit`, `credit`);
 * `budgeted` holds the credits opened. `date` and `label` are looked at and never stored: a date tells the year, a
 * label tells a total.
 */
export const MAPPING_FIELDS = [
  'nature',
  'fonction',
  'chapitre',
  'section',
  'direction',
  'kind',
  'operation',
  'analytic',
  'manager',
  'site',
  'debit',
  'credit',
  'amount',
  'budget',
  'budgeted',
  'date',
  'siret',
  'exercice',
  'label',
] as const;
export type MappingField = (typeof MAPPING_FIELDS)[number];

/** How a ledger export is to be read; plain JSON, saved for the next file of its shape. */
export interface Mapping {
  /** 0-based column by what it holds. */
  columns: Partial<Record<MappingField, number>>;
  /** What holds for the whole file where no column says it. `stage` is GL unless told. */
  document: {
    siret?: string | undefined;
    budget?: string | undefined;
    label?: string | undefined;
    exercice?: number | undefined;
    stage?: Stage | undefined;
  };
  /** 1-based line of the row that names the columns. */
  header: number;
  /** What an amount without decimals counts. */
  unit: 'euros' | 'cents';
  /** Of a workbook; without it the first sheet that looks like a ledger. */
  sheet?: string | undefined;
}

/** The head of a table file, with what its columns seem to hold. */
export interface LedgerTable {
  /** The same for every file with these columns. */
  shape: string;
  columns: { header: string; samples: string[] }[];
  /** Of a workbook; none in a CSV file. */
  sheets: string[];
  proposal: Mapping;
  /** What the proposal lacks for the file to be read. */
  missing: MappingField[];
}

/** What must be told before a file can be read: no line is without an account, an amount, an authority and a year. */
export function missingFields({ columns, document }: Mapping): MappingField[] {
  const has = (field: MappingField) => columns[field] !== undefined;
  const missing: MappingField[] = [];
  if (!has('nature')) missing.push('nature');
  if (!has('amount')) {
    if (has('debit') !== has('credit')) missing.push(has('debit') ? 'credit' : 'debit');
    else if (!has('debit') && !has('budgeted')) missing.push('amount');
  }
  if (!has('siret') && document.siret === undefined) missing.push('siret');
  if (!has('exercice') && document.exercice === undefined) missing.push('exercice');
  return missing;
}

/** A saved mapping as it serves the next file: the header and the sheet are where that file has them. */
export function mappingFor(saved: Mapping, { proposal }: LedgerTable): Mapping {
  const exercice = saved.document.exercice ?? proposal.document.exercice;
  return {
    ...proposal,
    ...saved,
    header: proposal.header,
    sheet: proposal.sheet,
    document: { ...saved.document, exercice },
  };
}

/** Whether two mappings read a file the same way. */
export function sameMapping(one: Mapping, other: Mapping): boolean {
  const spelled = ({ columns, document, header, unit, sheet }: Mapping) =>
    JSON.stringify([
      MAPPING_FIELDS.map((field) => columns[field] ?? null),
      [document.siret, document.budget, document.label, document.exercice, document.stage].map(
        (value) => value ?? null,
      ),
      [header, unit, sheet ?? null],
    ]);
  return spelled(one) === spelled(other);
}

/** What of a mapping holds for the next file too: all but the year. */
export function mappingToKeep({ document: { exercice: _, ...document }, ...mapping }: Mapping): Mapping {
  return { ...mapping, document };
}

/** Lower case, without accents, punctuation and the words that only link others: "N° de compte" is "compte". */
export function plainHeader(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .replace(/\b(?:de|du|des|la|le|les|l|en|euros?|eur|code|codes|no?|num|numero|cod)\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** One short text for the headers of a table, in their order (FNV-1a, twice 32 bits, in hexadecimal). */
export function shapeOf(headers: readonly string[]): string {
  const text = headers.map(plainHeader).join('|').replace(/\|+$/, '');
  return `v1-${[0x811c9dc5, 0x9747b28c].map((seed) => fnv(text, seed)).join('')}`;
}

function fnv(text: string, seed: number): string {
  let hash = seed;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
