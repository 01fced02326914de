import { InputError } from '../issue';
import type { Amounts, Direction, MovementKind, Section, SourceLine, Stage } from '../ledger';
import { decodeText } from './bytes';
import { csvRows, type CsvRow } from './csv';
import { CODE, Fields, LABEL, SIRET, WRITTEN_AMOUNT, YEAR, type Kind } from './fields';
import type { Place } from './place';
import { Problems } from './problems';
import type { Reader, ReaderEvent } from './reader';

/** Without these a line cannot be understood, or a figure would be missing in silence; the rest is optional. */
const REQUIRED = [
  'BGT_NATDEC',
  'BGT_ANNEE',
  'BGT_SIRET',
  'BGT_NATURE',
  'BGT_FONCTION',
  'BGT_OPBUDG',
  'BGT_CODRD',
  'BGT_MTREAL',
  'BGT_MTPREV',
  'BGT_CREDOUV',
];

const AMOUNTS: Record<keyof Amounts, string> = {
  realised: 'BGT_MTREAL',
  previous_budget: 'BGT_MTBUDGPREC',
  carried_over_previous: 'BGT_MTRARPREC',
  proposed: 'BGT_MTPROPNOUV',
  voted: 'BGT_MTPREV',
  opened: 'BGT_CREDOUV',
  carried_over: 'BGT_MTRAR3112',
};

const SECTION = oneWord<Section>({ fonctionnement: 'F', investissement: 'I' });
const DIRECTION = oneWord<Direction>({ depense: 'D', recette: 'R' });
const MOVEMENT = oneWord<MovementKind>({ reel: 'real', ordre: 'ordre' });

const STAGES: Record<string, Stage> = {
  'budget primitif': 'BP',
  'budget supplementaire': 'BS',
  'decision modificative': 'DM',
  'compte administratif': 'CA',
  'compte financier unique': 'CFU',
};
/** "Décision modificative n° 2" has a number of its own. */
const STAGE = words<{ stage: Stage; number: number }>('STAGE_UNKNOWN', (text) => {
  const [, name = '', number = '0'] = /^(.*?)(?: ?(?:n ?°? ?)?(\d{1,3}))?$/.exec(text) ?? [];
  return Object.hasOwn(STAGES, name) ? { stage: STAGES[name]!, number: Number(number) } : null;
});

/**
 * The national open-data schema "budget" (SCDL, 0.8.3) as towns really publish it: any order and case of the
 * columns, other columns, comma or semicolon, decimal comma, accents and capitals in the words of the schema.
 * It names no nomenclature and no budget code: each SIRET, year and stage is one document.
 */
export const scdl: Reader = {
  format: 'scdl',
  recognises: (head) => (/^[^\r\n]*/.exec(head.trimStart())![0].match(/\bBGT_\w+/gi) ?? []).length >= 3,

  async *read(bytes) {
    const problems = new Problems();
    let sheet: Sheet | null = null;
    for await (const rows of csvRows(decodeText(bytes))) {
      const events: ReaderEvent[] = [];
      for (const row of rows) {
        if (row.every((cell) => cell.text.trim() === '')) continue;
        if (sheet) events.push(...sheet.read(row));
        else sheet = new Sheet(row, problems);
      }
      if (events.length > 0 && !problems.any) yield events;
    }
    if (!sheet) throw new InputError({ code: 'EMPTY_FILE', line: null, column: null, params: {} });
    problems.throwIfAny();
    if (sheet.documents === 0) problems.fail('NO_LINES', sheet.start);
  },
};

class Sheet {
  /** Rank of each column by its name. */
  readonly #columns = new Map<string, number>();
  readonly #width: number;
  /** By SIRET, year, stage and number: the rank of the document and its label. */
  readonly #documents = new Map<string, { index: number; label: string; warned: boolean }>();
  readonly start: Place;

  constructor(
    header: CsvRow,
    private readonly problems: Problems,
  ) {
    this.#width = header.length;
    this.start = header[0]!;
    header.forEach((cell, rank) => {
      const name = cell.text.trim().toUpperCase();
      if (this.#columns.has(name) && name !== '') problems.fail('COLUMN_TWICE', cell, { name });
      this.#columns.set(name, rank);
    });
    const missing = REQUIRED.filter((name) => !this.#columns.has(name));
    if (missing.length > 0)
      problems.fail('COLUMNS_MISSING', this.start, { columns: missing.join(', '), count: missing.length });
  }

  get documents(): number {
    return this.#documents.size;
  }

  /** The line of a row, after its document where that is new; nothing where an error was noted. */
  read(row: CsvRow): ReaderEvent[] {
    const { line: rowLine, column } = row[0]!;
    const place = { line: rowLine, column };
    const surplus = row.slice(this.#width).some((cell) => cell.text.trim() !== '');
    if (row.length < this.#width || surplus) {
      const params = { expected: this.#width, found: row.length };
      this.problems.add('ROW_LENGTH', place, params);
      return [];
    }
    const absent = { text: '', ...place };
    const fields = new Fields((name) => {
      const rank = this.#columns.get(name);
      return rank === undefined ? absent : row[rank]!;
    }, this.problems);

    const step = fields.required('BGT_NATDEC', STAGE);
    const exercice = fields.required('BGT_ANNEE', YEAR);
    const siret = fields.required('BGT_SIRET', SIRET);
    const label = fields.optional('BGT_NOM', LABEL) ?? '';
    const nature = fields.required('BGT_NATURE', CODE);
    const direction = fields.required('BGT_CODRD', DIRECTION);
    const kind = fields.required('BGT_OPBUDG', MOVEMENT);
    const rest = {
      fonction: fields.optional('BGT_FONCTION', CODE),
      chapitre_vote: fields.optional('BGT_CONTNAT', CODE),
      section: fields.optional('BGT_SECTION', SECTION),
      operation: fields.optional('BGT_OPERATION', CODE),
      analytic: null,
      manager: null,
      amounts: fields.amounts(AMOUNTS, WRITTEN_AMOUNT),
    };
    if (!step || exercice === null || siret === null || nature === null || !direction || !kind) return [];

    const events: ReaderEvent[] = [];
    const key = [siret, exercice, step.stage, step.number].join(' ');
    let known = this.#documents.get(key);
    if (!known) {
      known = { index: this.#documents.size, label, warned: false };
      this.#documents.set(key, known);
      const document = {
        siret,
        budget: '',
        label,
        exercice,
        ...step,
        nomenclature: null,
        // No column says so; the plan tells the accounts of a vote by function from the functions themselves.
        voted_by_fonction: false,
        draft: false,
      };
      events.push({ type: 'document', document });
    } else if (label !== known.label && !known.warned) {
      known.warned = true;
      const issue = { code: 'BUDGETS_MIXED', ...place, params: { first: known.label, other: label, siret } };
      events.push({ type: 'warning', issue });
    }
    const line: SourceLine = { ...place, document: known.index, nature, direction, kind, ...rest };
    events.push({ type: 'line', line });
    return events;
  }
}

/** Lower case, without accents, single spaces. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/\s+/g, ' ');
}

/** Words of the schema, however a file writes them; the few ways it does are worked out once. */
function words<T>(error: string, read: (plainText: string) => T | null): Kind<T> {
  const known = new Map<string, T>();
  return {
    error,
    parse(text) {
      const value = known.get(text) ?? read(plain(text));
      if (value !== null && known.size < 100) known.set(text, value);
      return value;
    },
  };
}

function oneWord<T>(values: Record<string, T>): Kind<T> {
  return words('VALUE_UNKNOWN', (text) => (Object.hasOwn(values, text) ? values[text]! : null));
}
