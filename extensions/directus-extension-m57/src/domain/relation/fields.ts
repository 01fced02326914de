import type { Channel, HouseholdType, InteractionKind, RequestStatus } from './model';
import type { RefusedCategory } from './refused';

/** What a column can say of a person. */
export const PERSON_FIELDS = [
  'person_key',
  'last_name',
  'first_name',
  'full_name',
  'birth_date',
  'birth_year',
  'email',
  'phone',
  'address',
  'postcode',
  'city',
  'zone',
  'household',
  'household_size',
  'household_type',
  /** Euros, made a band by `quotient_bounds`; never kept. */
  'quotient',
  'quotient_band',
] as const;

/** What a column can say of an interaction. */
export const INTERACTION_FIELDS = [
  'interaction_key',
  'date',
  'kind',
  'service',
  'units',
  'amount',
  'channel',
  'status',
  'due_on',
  'closed_on',
  'score',
  'campaign',
  'subject',
] as const;

/** `consent` is a column of yes and no: evidence for the purpose `consent_purpose`. */
export const RELATION_FIELDS = [...PERSON_FIELDS, ...INTERACTION_FIELDS, 'consent'] as const;
export type PersonField = (typeof PERSON_FIELDS)[number];
export type InteractionField = (typeof INTERACTION_FIELDS)[number];
export type RelationField = (typeof RELATION_FIELDS)[number];

/** Columns whose words are told ours by a map of the mapping; all but services are understood without one too. */
export const VALUE_FIELDS = ['service', 'kind', 'channel', 'status', 'household_type'] as const;
export type ValueField = (typeof VALUE_FIELDS)[number];

/** How a file of persons and interactions is to be read; plain JSON, saved for the next file of its shape. */
export interface RelationMapping {
  /** 0-based column by what it holds. */
  columns: Partial<Record<RelationField, number>>;
  /** 1-based line of the row that names the columns. */
  header: number;
  /** Of a workbook; without it the first sheet that looks like one of persons or interactions. */
  sheet?: string | undefined;
  /** Name of the software that the file comes from: with it, the numbers of persons and interactions are unique. */
  source: string;
  /** What holds for the whole file where no column says it. */
  whole: {
    kind?: InteractionKind | undefined;
    /** Id of m57_services. */
    service?: number | undefined;
    channel?: Channel | undefined;
    status?: RequestStatus | undefined;
    campaign?: string | undefined;
    /** ISO. */
    date?: string | undefined;
    /** Codes of m57_purposes: of the interactions, and of what the consent column says. */
    purpose?: string | undefined;
    consent_purpose?: string | undefined;
  };
  /** Texts of the file (case, accents and blanks at the ends do not matter) by our words. */
  values: {
    service?: Record<string, number> | undefined;
    kind?: Record<string, InteractionKind> | undefined;
    channel?: Record<string, Channel> | undefined;
    status?: Record<string, RequestStatus> | undefined;
    household_type?: Record<string, HouseholdType> | undefined;
  };
  /** Upper ends of the bands of the quotient in euros, rising ("400", "700.50"); above the last is one band more. */
  quotient_bounds?: string[] | undefined;
}

/** What a mapping can lack. `person`: no column tells who or what; `kind`, `date`: there are interactions. */
export type RelationMissing = 'source' | 'person' | 'kind' | 'date' | 'quotient_bounds' | 'consent_purpose';

export interface RelationColumn {
  header: string;
  /** None of a refused column. */
  samples: string[];
  /** Why it can never be mapped. */
  refused: RefusedCategory | null;
}

/** A text of a value column, and what it is taken for; null: the mapping must say it. */
export interface SeenValue {
  text: string;
  rows: number;
  means: string | number | null;
}

/** The head of a table file, with what its columns seem to hold. */
export interface RelationTable {
  /** The same for every file with these columns. */
  shape: string;
  columns: RelationColumn[];
  /** Of a workbook; none in a CSV file. */
  sheets: string[];
  proposal: RelationMapping;
  /** What the proposal lacks for the file to be read. */
  missing: RelationMissing[];
  /** Of the value columns of the proposal, in the rows that were looked at. */
  values: Partial<Record<ValueField, SeenValue[]>>;
}

const INTERACTION_COLUMNS: readonly RelationField[] = INTERACTION_FIELDS;
/** One of these tells a person. */
const TELLING: readonly PersonField[] = ['person_key', 'last_name', 'full_name', 'email', 'phone'];

/** Whether rows hold interactions at all; else the file is one of persons. */
export const holdsInteractions = ({ columns, whole }: RelationMapping): boolean =>
  whole.kind !== undefined || INTERACTION_COLUMNS.some((field) => columns[field] !== undefined);

/** What must be told before a file can be read. */
export function missingOf(mapping: RelationMapping): RelationMissing[] {
  const { columns, whole, source, quotient_bounds } = mapping;
  const missing: RelationMissing[] = [];
  if (source.trim() === '') missing.push('source');
  if (holdsInteractions(mapping)) {
    if (columns.kind === undefined && whole.kind === undefined) missing.push('kind');
    if (columns.date === undefined && whole.date === undefined) missing.push('date');
  } else if (!TELLING.some((field) => columns[field] !== undefined)) missing.push('person');
  if (columns.quotient !== undefined && (quotient_bounds ?? []).length === 0) missing.push('quotient_bounds');
  if (columns.consent !== undefined && whole.consent_purpose === undefined) missing.push('consent_purpose');
  return missing;
}

/** A saved mapping as it serves the next file: the header and the sheet are where that file has them. */
export function relationMappingFor(saved: RelationMapping, { proposal }: RelationTable): RelationMapping {
  return { ...saved, header: proposal.header, sheet: proposal.sheet };
}
