import Papa from 'papaparse';
import { InputError } from '../issue';
import { realisedOnly, type Amounts, type BudgetDocument, type Direction, type ReadLine } from '../ledger';
import type { Cents } from '../money';
import { delimiterOf } from './csv';
import { LABEL, SIRET, YEAR, type Field, type Kind } from './fields';
import { lineOf } from './headings';
import {
  ACCOUNT,
  DATE,
  DIRECTION,
  LEDGER_AMOUNT,
  MOVEMENT,
  NUMBER_AMOUNT,
  SECTION,
  coded,
  isTotalOf,
  tellsTotal,
  type SheetCell,
  type SheetRow,
} from './ledger-cells';
import { missingFields, type LedgerTable, type Mapping, type MappingField } from './mapping';
import { openTable } from './open-table';
import type { Place } from './place';
import { Problems } from './problems';
import { isLedger, proposeMapping } from './propose';
import type { Reader, ReaderEvent } from './reader';

/** Of so many lines with a function, a whole town has some of general services (020) or not ventilated (01). */
const ENOUGH_FUNCTIONS = 100;

/** Chapters of operations between sections or within one. */
const ORDRE_CHAPTERS = ['040', '041', '042', '043'];

/** Widths that the codes are kept in. */
const BUDGET = coded(40);
const CHAPTER = coded(20);
const FONCTION = coded(20);
const OPERATION = coded(40);
const ANALYTIC = coded(60);
const MANAGER = coded(60);
const SITE = coded(40);

/** Where a row that has an account can still say that it is a total. */
const TOLD: MappingField[] = ['nature', 'label', 'chapitre', 'fonction'];

/**
 * A ledger export ("grand livre") of finance software, CSV or XLSX: no standard, so a mapping says what its columns
 * hold; without one, what the columns seem to hold, if that is enough. Each SIRET, budget and year is one document.
 *
 * What a line is worth: `amount` with a direction is that amount; without one, it is in the sense that the plan gives
 * the account. A pair of debit and credit with a direction is the first less the second for an expense, the reverse
 * for a revenue; without one it is as in a balance: a debit of classes 1 to 5 is an expense, a credit a revenue,
 * classes 6 and 7 are left to the plan.
 *
 * Throws InputError MAPPING_INCOMPLETE with the table in its details, and what openTable throws.
 */
export const ledger: Reader = {
  format: 'ledger',
  recognises(head) {
    if (head.startsWith('PK\u0003\u0004'))
      return head.includes('[Content_Types].xml') || head.includes('xl/');
    if (/^\s*[<{[%]/.test(head) || head.includes('\0')) return false;
    const delimiter = [';', '\t', ','].find((one) => head.includes(one));
    if (delimiter === undefined) return false;
    const { data } = Papa.parse<string[]>(head, { delimiter: delimiterOf(head), preview: 100 });
    // The last row may be cut.
    const rows = data.map((row, at) => row.map((text, column) => ({ text, line: at + 1, column })));
    return isLedger(proposeMapping(head.length < 65_536 ? rows : rows.slice(0, -1)));
  },

  async *read(bytes, { mapping, siret } = {}) {
    const { table, rows, close } = await openTable(bytes, mapping?.sheet);
    const problems = new Problems();
    const only = siret?.includes(',') ? undefined : siret;
    let whole: Mapping;
    try {
      whole = completed(mapping ?? table.proposal, table, only);
    } catch (error) {
      await close();
      throw error;
    }
    const sheet = new Sheet(whole, problems, siret === undefined ? null : siret.split(','));
    for await (const batch of rows()) {
      const events = batch.flatMap((row) => sheet.read(row));
      if (events.length > 0 && !problems.any) yield events;
    }
    problems.throwIfAny();
    const events = sheet.end();
    if (events.length > 0) yield events;
  },
};

/** The mapping with the SIRET of the request where it has none. Throws MAPPING_INCOMPLETE. */
function completed(mapping: Mapping, table: LedgerTable, siret: string | undefined): Mapping {
  const alone =
    mapping.columns.siret === undefined && mapping.document.siret === undefined && siret !== undefined;
  const whole = alone ? { ...mapping, document: { ...mapping.document, siret } } : mapping;
  const missing = missingFields(whole);
  if (missing.length > 0) {
    const issue = {
      code: 'MAPPING_INCOMPLETE',
      line: mapping.header,
      column: 1,
      params: { missing: missing.join(', ') },
    };
    const { columns, proposal, shape, sheets } = table;
    throw new InputError(issue, { columns, proposal, missing, shape, sheets });
  }
  return whole;
}

interface Document {
  index: number;
  label: string;
  exercice: number;
  place: Place;
  withFunction: number;
  zeros: boolean;
}

class Sheet {
  private readonly documents = new Map<string, Document>();
  private header: SheetRow | null = null;
  private anyRow = false;
  private anyOfSiret = false;

  constructor(
    private readonly mapping: Mapping,
    private readonly problems: Problems,
    private readonly sirets: readonly string[] | null,
  ) {}

  /** The lines of a row, after its document where that is new. */
  read(row: SheetRow): ReaderEvent[] {
    const line = lineOf(row);
    if (line < this.mapping.header) return [];
    if (!this.header) return this.begin(row, line);
    if (isBlank(row) || this.isHeader(row)) return [];
    this.anyRow = true;
    const { problems } = this;
    const place = placeOf(row);
    const surplus = row.slice(this.header.length).find((cell) => cell && cell.text.trim() !== '');
    if (surplus) {
      problems.add('ROW_LENGTH', place, { expected: this.header.length, found: row.length });
      return [];
    }
    const amounts = this.amounts(row);
    if (this.isTotal(row, amounts)) {
      const issue = { code: 'TOTALS_DROPPED', ...place, params: {} };
      return [{ type: 'warning', issue, amount: amounts ? atStake(amounts) : 0 }];
    }
    if (amounts === null) return [];
    if (Object.values(amounts).every((amount) => amount === null)) {
      const issue = { code: 'ROWS_WITHOUT_AMOUNT', ...place, params: {} };
      return [{ type: 'warning', issue }];
    }
    const siret = this.given(row, 'siret', SIRET, this.mapping.document.siret);
    if (this.sirets !== null && siret !== null && !this.sirets.includes(siret)) return [];
    this.anyOfSiret = true;
    if (this.text(row, 'nature') === '') {
      problems.add('ACCOUNT_MISSING', place, { name: this.nameOf('nature') });
      return [];
    }
    return this.lines(row, place, siret, amounts);
  }

  end(): ReaderEvent[] {
    const { problems, sirets } = this;
    const place = this.header ? placeOf(this.header) : { line: 1, column: 1 };
    if (!this.header) problems.fail('MAPPING_HEADER', place, { header: this.mapping.header });
    if (sirets !== null && this.anyRow && !this.anyOfSiret)
      problems.fail('SIRET_ABSENT', place, { siret: sirets.join(', ') });
    if (this.documents.size === 0) problems.fail('NO_LINES', place);
    return [...this.documents.values()]
      .filter(({ withFunction, zeros }) => withFunction >= ENOUGH_FUNCTIONS && !zeros)
      .map(({ label, exercice, place }) => {
        return { type: 'warning', issue: { code: 'ZEROS_LOST', ...place, params: { label, exercice } } };
      });
  }

  private begin(row: SheetRow, line: number): ReaderEvent[] {
    const { header, columns } = this.mapping;
    if (line !== header) this.problems.fail('MAPPING_HEADER', { line: 1, column: 1 }, { header });
    this.header = row;
    for (const [field, column] of Object.entries(columns))
      if (column >= row.length)
        this.problems.fail('MAPPING_COLUMN', placeOf(row), { field, column: column + 1, width: row.length });
    return [];
  }

  /** Printed exports repeat it on each page. */
  private isHeader(row: SheetRow): boolean {
    const column = this.mapping.columns.nature!;
    return row[column] !== undefined && row[column].text === this.header![column]?.text;
  }

  private isTotal(row: SheetRow, amounts: RowAmounts | null): boolean {
    const nature = this.text(row, 'nature');
    if (nature === '') {
      const empty = amounts !== null && Object.values(amounts).every((amount) => amount === null);
      return !empty && row.some((cell) => cell !== undefined && tellsTotal(cell.text));
    }
    return TOLD.some((field) => isTotalOf(this.text(row, field)));
  }

  /** Null where one cannot be read. */
  private amounts(row: SheetRow): RowAmounts | null {
    const total = this.text(row, 'nature') === '';
    let readable = true;
    const amount = (field: MappingField): Cents | null => {
      const cell = this.cell(row, field);
      if (!cell || /^\s*-?\s*$/.test(cell.text)) return null;
      const cents = this.cents(cell);
      if (cents === null) {
        // A total is dropped whatever it says.
        if (!total || !row.some((other) => other !== undefined && tellsTotal(other.text)))
          this.problems.add('AMOUNT_INVALID', cell, {
            name: this.nameOf(field),
            value: cell.text.slice(0, 40),
          });
        readable = false;
      }
      return cents;
    };
    const { columns } = this.mapping;
    const pair = columns.amount === undefined;
    const amounts: RowAmounts = {
      amount: pair ? null : amount('amount'),
      debit: pair ? amount('debit') : null,
      credit: pair ? amount('credit') : null,
      budgeted: amount('budgeted'),
    };
    return readable ? amounts : null;
  }

  private cents(cell: SheetCell): Cents | null {
    const cents = (cell.number ? NUMBER_AMOUNT : LEDGER_AMOUNT).parse(cell.text.trim());
    if (cents === null || this.mapping.unit === 'euros') return cents;
    return cents % 100 === 0 ? cents / 100 : null;
  }

  private lines(row: SheetRow, place: Place, siret: string | null, amounts: RowAmounts): ReaderEvent[] {
    const exercice = this.given(row, 'exercice', YEAR, this.mapping.document.exercice);
    const nature = this.value(row, 'nature', ACCOUNT, true);
    const chapitre_vote = this.value(row, 'chapitre', CHAPTER);
    const fonction = this.value(row, 'fonction', FONCTION);
    const direction = this.value(row, 'direction', DIRECTION);
    const kind =
      this.value(row, 'kind', MOVEMENT) ?? (ORDRE_CHAPTERS.includes(chapitre_vote ?? '') ? 'ordre' : 'real');
    const coding = {
      section: this.value(row, 'section', SECTION),
      operation: this.value(row, 'operation', OPERATION),
      analytic: this.value(row, 'analytic', ANALYTIC),
      manager: this.value(row, 'manager', MANAGER),
      site: this.value(row, 'site', SITE),
    };
    const budget = this.value(row, 'budget', BUDGET) ?? this.mapping.document.budget ?? '';
    if (siret === null || exercice === null || nature === null) return [];

    const events: ReaderEvent[] = [];
    const document = this.documentOf(row, siret, budget, exercice, place, events);
    if (fonction !== null && fonction !== '-') {
      document.withFunction += 1;
      if (fonction.startsWith('0')) document.zeros = true;
    }
    const rest = { chapitre_vote, fonction: fonction === '-' ? null : fonction, ...coding };
    const head = { ...place, document: document.index, nature, kind, ...rest };
    for (const worth of worthOf(nature, direction, amounts))
      events.push({ type: 'line', line: { ...head, ...worth } });
    this.checkDate(row, exercice, place, atStake(amounts), events);
    return events;
  }

  private documentOf(
    row: SheetRow,
    siret: string,
    budget: string,
    exercice: number,
    place: Place,
    events: ReaderEvent[],
  ): Document {
    const key = JSON.stringify([siret, budget, exercice]);
    const known = this.documents.get(key);
    if (known) return known;
    const given = this.mapping.document;
    const named = LABEL.parse(this.text(row, 'budget')) ?? '';
    const label = given.label ?? (named === budget ? '' : named);
    const index = this.documents.size;
    const added = { index, label, exercice, place, withFunction: 0, zeros: false };
    this.documents.set(key, added);
    const document: BudgetDocument = {
      ...{ siret, budget, label, exercice, stage: given.stage ?? 'GL', number: 0 },
      nomenclature: null,
      voted_by_fonction: false,
      draft: false,
    };
    events.push({ type: 'document', document });
    return added;
  }

  private checkDate(
    row: SheetRow,
    exercice: number,
    place: Place,
    amount: Cents,
    events: ReaderEvent[],
  ): void {
    const text = this.text(row, 'date');
    if (text === '') return;
    const date = DATE.parse(text);
    if (!date)
      events.push({ type: 'warning', issue: { code: 'DATE_INVALID', ...place, params: {} }, amount });
    else if (date.year !== exercice && !(date.year === exercice + 1 && date.month <= 2)) {
      const issue = { code: 'DATE_OUTSIDE', ...place, params: { exercice } };
      events.push({ type: 'warning', issue, amount });
    }
  }

  private cell(row: SheetRow, field: MappingField): SheetCell | undefined {
    const column = this.mapping.columns[field];
    return column === undefined ? undefined : row[column];
  }

  private text(row: SheetRow, field: MappingField): string {
    return this.cell(row, field)?.text.trim() ?? '';
  }

  private nameOf(field: MappingField): string {
    return this.header?.[this.mapping.columns[field]!]?.text.trim().slice(0, 60) || field;
  }

  /** What the row says, else the mapping for the whole file. */
  private given<T>(row: SheetRow, field: MappingField, kind: Kind<T>, whole: T | undefined): T | null {
    return this.value(row, field, kind, whole === undefined) ?? whole ?? null;
  }

  /** As Fields does, by the name that the file gives the column. */
  private value<T>(row: SheetRow, field: MappingField, kind: Kind<T>, required = false): T | null {
    const cell = this.cell(row, field);
    const text = cell?.text.trim() ?? '';
    const at: Place | Field = cell ?? placeOf(row);
    if (text === '') {
      if (required) this.problems.add('VALUE_MISSING', at, { name: this.nameOf(field) });
      return null;
    }
    const value = kind.parse(text);
    if (value === null)
      this.problems.add(kind.error, at, { name: this.nameOf(field), value: text.slice(0, 40) });
    return value;
  }
}

interface RowAmounts {
  amount: Cents | null;
  debit: Cents | null;
  credit: Cents | null;
  budgeted: Cents | null;
}

const atStake = ({ amount, debit, credit, budgeted }: RowAmounts): Cents =>
  amount ?? (debit === null && credit === null ? (budgeted ?? 0) : (debit ?? 0) - (credit ?? 0));

type Worth = Pick<ReadLine, 'direction' | 'unsigned' | 'amounts'>;

/** One line for an amount; for a pair without a direction, one for each thing that it says. */
function worthOf(nature: string, direction: Direction | null, row: RowAmounts): Worth[] {
  const { amount, debit, credit, budgeted } = row;
  const own = (amounts: Amounts): Worth =>
    direction === null ? { direction, unsigned: true, amounts } : { direction, amounts };
  if (debit === null && credit === null)
    return [own({ ...realisedOnly(0), realised: amount, opened: budgeted })];
  const balance = (debit ?? 0) - (credit ?? 0);
  if (direction !== null) {
    const realised = direction === 'D' ? balance : 0 - balance;
    return [own({ ...realisedOnly(realised), opened: budgeted })];
  }
  const worth: Worth[] = [];
  if (/^[67]/.test(nature)) worth.push({ direction: null, amounts: realisedOnly(balance) });
  else {
    // Most files write 0,00 on the other side.
    if (debit || !credit) worth.push({ direction: 'D', amounts: realisedOnly(debit ?? 0) });
    if (credit) worth.push({ direction: 'R', amounts: realisedOnly(credit) });
  }
  if (budgeted !== null) worth.push(own({ ...realisedOnly(0), realised: null, opened: budgeted }));
  return worth;
}

const isBlank = (row: SheetRow) => row.every((cell) => cell === undefined || cell.text.trim() === '');

function placeOf(row: SheetRow): Place {
  const first = row.find((cell) => cell !== undefined);
  return first ? { line: first.line, column: first.column } : { line: 1, column: 1 };
}
