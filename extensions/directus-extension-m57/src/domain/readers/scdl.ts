import {
  amountAtStake,
  type Amounts,
  type Direction,
  type MovementKind,
  type Section,
  type SourceLine,
  type Stage,
} from '../ledger';
import { looksLikeTotal } from './checks';
import { CODE, LABEL, SIRET, WRITTEN_AMOUNT, YEAR, type Fields, type Kind } from './fields';
import type { Place } from './place';
import { Problems } from './problems';
import type { Reader, ReaderEvent } from './reader';
import { tableRows, type TableRow } from './table';

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

/** What names the document of a row. */
const HEAD = ['BGT_NATDEC', 'BGT_ANNEE', 'BGT_SIRET', 'BGT_NOM'];

/** Where a row that adds up others would say so. */
const TOLD = ['BGT_NATURE', 'BGT_NATURE_LABEL', 'BGT_CONTNAT', 'BGT_CONTNAT_LABEL', 'BGT_FONCTION_LABEL'];

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
    const sheet = new Sheet();
    for await (const rows of tableRows(bytes, REQUIRED, problems)) {
      const events: ReaderEvent[] = [];
      for (const row of rows) sheet.read(row, events);
      if (events.length > 0 && !problems.any) yield events;
    }
  },
};

/** What the cells of a row say of its document. */
interface Head {
  step: { stage: Stage; number: number };
  exercice: number;
  siret: string;
  label: string;
}

class Sheet {
  /** By SIRET, year, stage and number: the rank of the document and its label. */
  private readonly documents = new Map<string, { index: number; label: string; warned: boolean }>();
  /** Those cells in the row before, and what they said: they are mostly the same from row to row. */
  private cells: readonly string[] = [];
  private said: { head: Head; index: number } | null = null;

  /** Adds the line of a row, after its document where that is new; nothing where an error was noted. */
  read(row: TableRow, events: ReaderEvent[]): void {
    const { fields } = row;
    const known = this.cells.length > 0 && HEAD.every((name, rank) => row.text(name) === this.cells[rank]);
    const head = known ? this.said!.head : readHead(fields);
    const nature = fields.required('BGT_NATURE', CODE);
    const direction = fields.required('BGT_CODRD', DIRECTION);
    const kind = fields.required('BGT_OPBUDG', MOVEMENT);
    const fonction = fields.optional('BGT_FONCTION', CODE);
    const chapitre_vote = fields.optional('BGT_CONTNAT', CODE);
    const section = fields.optional('BGT_SECTION', SECTION);
    const operation = fields.optional('BGT_OPERATION', CODE);
    const amounts = fields.amounts(AMOUNTS, WRITTEN_AMOUNT);
    if (!head || nature === null || !direction || !kind) return;

    const { line, column } = row.place;
    if (!known) {
      this.said = { head, index: this.documentOf(head, row.place, events) };
      this.cells = HEAD.map((name) => row.text(name));
    }
    const read: SourceLine = {
      line,
      column,
      document: this.said!.index,
      nature,
      fonction,
      chapitre_vote,
      section,
      direction,
      kind,
      operation,
      analytic: null,
      manager: null,
      amounts,
    };
    events.push({ type: 'line', line: read });
    for (const name of TOLD) {
      const words = row.text(name);
      if (!looksLikeTotal(words)) continue;
      const issue = { code: 'ROW_TOTAL', line, column, params: { words: words.trim().slice(0, 60) } };
      events.push({ type: 'warning', issue, amount: amountAtStake(amounts) });
      break;
    }
  }

  /** The rank of a document, which is told of where it is new, and warned of where its label changes. */
  private documentOf({ step, exercice, siret, label }: Head, place: Place, events: ReaderEvent[]): number {
    const key = [siret, exercice, step.stage, step.number].join(' ');
    let known = this.documents.get(key);
    if (!known) {
      known = { index: this.documents.size, label, warned: false };
      this.documents.set(key, known);
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
    return known.index;
  }
}

/** Null where an error was noted. */
function readHead(fields: Fields): Head | null {
  const step = fields.required('BGT_NATDEC', STAGE);
  const exercice = fields.required('BGT_ANNEE', YEAR);
  const siret = fields.required('BGT_SIRET', SIRET);
  const label = fields.optional('BGT_NOM', LABEL) ?? '';
  return step && exercice !== null && siret !== null ? { step, exercice, siret, label } : null;
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
