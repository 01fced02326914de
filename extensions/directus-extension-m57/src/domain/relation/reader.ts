import { InputError, type Issue } from '../issue';
import { parseCents, type Cents } from '../money';
import { lineOf, textOf } from '../readers/headings';
import {
  LEDGER_AMOUNT,
  NUMBER_AMOUNT,
  tellsTotal,
  type SheetCell,
  type SheetRow,
} from '../readers/ledger-cells';
import { openSheet, type OpenTable } from '../readers/open-table';
import type { Place } from '../readers/place';
import { Problems } from '../readers/problems';
import { parseBirthDate, parseRecentDay } from './days';
import {
  RELATION_FIELDS,
  VALUE_FIELDS,
  holdsInteractions,
  missingOf,
  type RelationField,
  type RelationMapping,
  type RelationTable,
  type SeenValue,
  type ValueField,
} from './fields';
import type { Channel, HouseholdType, InteractionKind, RequestStatus } from './model';
import { emailKey, phoneKey } from './normalise';
import { isRelation, proposeRelation, seenValues } from './propose';
import { findNir, refusedHeader } from './refused';
import { WIDTHS, type IncomingInteraction, type IncomingPerson, type RelationRow } from './row';
import { isNobody, meaningOf, parseBand, parseScore, parseYesNo, splitName } from './words';

export interface RelationBatch {
  rows: RelationRow[];
  /** One of each sort, with `rows` among its params, in the last batch. */
  warnings: Issue[];
}

export interface RelationOptions {
  /** ISO date of the day: nobody is born after it, and it tells the century of "31.12.80". */
  today: string;
}

const open = (bytes: AsyncIterable<Uint8Array>, sheet?: string): Promise<OpenTable<RelationTable>> =>
  openSheet(bytes, proposeRelation, isRelation, sheet);

/** What a file seems to hold, for people to correct. Throws InputError as `openTable`. */
export async function readRelationTable(
  bytes: AsyncIterable<Uint8Array>,
  sheet?: string,
): Promise<RelationTable> {
  const { table, close } = await open(bytes, sheet);
  await close();
  return table;
}

/** All the texts of the value columns of a mapping, the most frequent first, at most 200 of a column. */
export async function readRelationValues(
  bytes: AsyncIterable<Uint8Array>,
  mapping: RelationMapping,
): Promise<Partial<Record<ValueField, SeenValue[]>>> {
  const { rows } = await open(bytes, mapping.sheet);
  const mapped = VALUE_FIELDS.flatMap((field) => {
    const column = mapping.columns[field];
    return column === undefined ? [] : [{ field, column, counts: new Map<string, number>() }];
  });
  for await (const batch of rows())
    for (const row of batch) {
      if (lineOf(row) <= mapping.header) continue;
      for (const { column, counts } of mapped) {
        const text = textOf(row, column);
        if (text !== '' && (counts.has(text) || counts.size < MOST_COUNTED))
          counts.set(text, (counts.get(text) ?? 0) + 1);
      }
    }
  return Object.fromEntries(
    mapped.map(({ field, counts }) => [field, seenValues(counts, meaningOf(field, mapping))]),
  );
}

/** A column with more different texts holds no words. */
const MOST_COUNTED = 5_000;

/**
 * Reads a CSV or XLSX file of persons, of interactions, or of both in each row: family portals, payments, requests,
 * reports, Decidim, surveys, events. Rows come in batches and in file order. A row that tells no person is anonymous; in
 * a file of persons it is left out. Throws InputError with all that is wrong, at most MOST_PROBLEMS, once the file is
 * read; what came before is then to be discarded. An error of a person's cell does not quote it.
 */
export async function* readRelation(
  bytes: AsyncIterable<Uint8Array>,
  mapping: RelationMapping,
  options: RelationOptions,
): AsyncGenerator<RelationBatch> {
  const { table, rows, close } = await open(bytes, mapping.sheet);
  let sheet: Sheet;
  try {
    const missing = missingOf(mapping);
    if (missing.length > 0) {
      const issue = {
        code: 'MAPPING_INCOMPLETE',
        line: mapping.header,
        column: 1,
        params: { missing: missing.join(', ') },
      };
      throw new InputError(issue, { ...table, missing });
    }
    sheet = new Sheet(mapping, options.today);
  } catch (error) {
    await close();
    throw error;
  }
  for await (const batch of rows()) {
    const read: RelationRow[] = [];
    for (const row of batch) {
      const one = sheet.read(row);
      if (one !== null) read.push(one);
    }
    if (read.length > 0 && !sheet.problems.any) yield { rows: read, warnings: [] };
  }
  const warnings = sheet.end();
  if (warnings.length > 0) yield { rows: [], warnings };
}

/** Texts that a NIR can stand in. In columns of numbers one may look like it by chance: there most must. */
const FREE_TEXTS = [
  'last_name',
  'first_name',
  'full_name',
  'address',
  'city',
  'campaign',
  'subject',
] as const;
const NUMBERS = ['person_key', 'household', 'interaction_key', 'phone', 'postcode', 'zone'] as const;

interface Numbers {
  column: number;
  filled: number;
  alike: number;
  first: Place | null;
}

/** Months and days that software writes where it knows no birth. */
const NO_BIRTH = new Set(['00/00/0000', '0000-00-00', '01/01/1900', '1900-01-01', '00000000']);

class Sheet {
  readonly problems = new Problems();
  private header: SheetRow | null = null;
  private anyRow = false;
  private readonly interactions: boolean;
  private readonly bounds: Cents[];
  private readonly meanings: Record<ValueField, (text: string) => string | number | null>;
  /** Texts that mean nothing, each told once. */
  private readonly unmapped = new Set<string>();
  /** The rank of an interaction by its key; by rank, its line and what it says (a million objects take long). */
  private readonly keys = new Map<string, number>();
  private readonly lines: number[] = [];
  private readonly signs: number[] = [];
  private readonly warnings = new Map<string, Issue>();
  private readonly refused = new Set<number>();
  private readonly texts: number[];
  private readonly numbers: Numbers[];
  /** What texts mean that come again and again: the days of a file, and a person in each of their rows. */
  private readonly days = remembering(parseRecentDay);
  private readonly births = remembering((text) => parseBirthDate(text, this.today));
  private readonly emails = remembering(emailKey);
  private readonly phones = remembering(phoneKey);
  private readonly nobodies = remembering(isNobody);
  private readonly amounts = remembering((text) => centsOf({ text }));

  constructor(
    private readonly mapping: RelationMapping,
    private readonly today: string,
  ) {
    const { columns } = mapping;
    this.interactions = holdsInteractions(mapping);
    this.bounds = boundsOf(mapping);
    this.meanings = Object.fromEntries(
      VALUE_FIELDS.map((field) => [field, meaningOf(field, mapping)]),
    ) as typeof this.meanings;
    this.texts = FREE_TEXTS.flatMap((field) => columns[field] ?? []);
    this.numbers = NUMBERS.flatMap((field) => {
      const column = columns[field];
      return column === undefined ? [] : [{ column, filled: 0, alike: 0, first: null }];
    });
  }

  read(row: SheetRow): RelationRow | null {
    const line = lineOf(row);
    if (line < this.mapping.header) return null;
    if (!this.header) {
      this.begin(row, line);
      return null;
    }
    if (isBlank(row) || this.isHeader(row)) return null;
    const { length } = this.header;
    if (row.length > length && row.slice(length).some((cell) => cell && cell.text.trim() !== '')) {
      this.problems.add('ROW_LENGTH', placeOf(row), { expected: length, found: row.length });
      return null;
    }
    this.lookForNir(row);
    if (this.isTotal(row)) {
      this.warn('TOTALS_DROPPED', row);
      return null;
    }
    const person = this.person(row);
    if (!this.interactions) {
      if (person === null) {
        this.warn('ROWS_WITHOUT_PERSON', row);
        return null;
      }
      this.anyRow = true;
      return { line, person, interaction: null, consent: this.consent(row) };
    }
    const interaction = this.interaction(row, line);
    if (interaction === null) return null;
    this.anyRow = true;
    return { line, person, interaction, consent: person === null ? null : this.consent(row) };
  }

  end(): Issue[] {
    const { problems } = this;
    const place = this.header ? placeOf(this.header) : { line: 1, column: 1 };
    if (!this.header) problems.fail('MAPPING_HEADER', place, { header: this.mapping.header });
    for (const { column, filled, alike, first } of this.numbers)
      if (first !== null && alike * 2 > filled) this.refuse(column, 'nir', first);
    problems.throwIfAny();
    if (!this.anyRow) problems.fail('NO_ROWS', place);
    return [...this.warnings.values()];
  }

  private begin(row: SheetRow, line: number): void {
    const { header, columns } = this.mapping;
    if (line !== header) this.problems.fail('MAPPING_HEADER', { line: 1, column: 1 }, { header });
    this.header = row;
    const mapped = new Set<number>();
    for (const field of RELATION_FIELDS) {
      const column = columns[field];
      if (column === undefined) continue;
      if (column >= row.length)
        this.problems.fail('MAPPING_COLUMN', placeOf(row), { field, column: column + 1, width: row.length });
      mapped.add(column);
    }
    row.forEach((cell, column) => {
      const why = cell ? refusedHeader(cell.text) : null;
      if (why === null) return;
      if (mapped.has(column)) this.refuse(column, why, cell!);
      else {
        const params = { name: this.title(column), why };
        const { line, column: at } = cell!;
        this.warnings.set(`COLUMN_REFUSED ${column}`, { code: 'COLUMN_REFUSED', line, column: at, params });
      }
    });
    this.problems.throwIfAny();
  }

  private refuse(column: number, why: string, { line, column: at }: Place): void {
    if (this.refused.has(column)) return;
    this.refused.add(column);
    this.problems.add('MAPPING_REFUSED', { line, column: at }, { name: this.title(column), why });
  }

  /** Printed exports repeat it on each page. */
  private isHeader(row: SheetRow): boolean {
    for (const field of RELATION_FIELDS) {
      const column = this.mapping.columns[field];
      if (column !== undefined && row[column]?.text !== this.header![column]?.text) return false;
    }
    return true;
  }

  private isTotal(row: SheetRow): boolean {
    const first = row.find((cell) => cell !== undefined && cell.text.trim() !== '');
    if (!first || !tellsTotal(first.text)) return false;
    const { date, last_name, full_name, email } = this.mapping.columns;
    const key = date ?? email ?? last_name ?? full_name;
    return key === undefined || textOf(row, key) === '' || row[key] === first;
  }

  private lookForNir(row: SheetRow): void {
    for (const column of this.texts) {
      const cell = row[column];
      if (cell && cell.text.length >= 13 && findNir(cell.text)?.keyed) this.refuse(column, 'nir', cell);
    }
    for (const numbers of this.numbers) {
      const cell = row[numbers.column];
      if (!cell || cell.text === '') continue;
      numbers.filled += 1;
      if (cell.text.length < 13 || !findNir(cell.text)?.whole) continue;
      numbers.alike += 1;
      numbers.first ??= { line: cell.line, column: cell.column };
    }
  }

  private person(row: SheetRow): IncomingPerson | null {
    const names = this.names(row);
    const person_key = this.text(row, 'person_key');
    const email = this.checked(row, 'email', this.emails, 'EMAILS_UNREADABLE');
    const phone = this.checked(row, 'phone', this.phones, 'PHONES_UNREADABLE');
    const { last_name, first_name } = names;
    if (!person_key && !last_name && !first_name && !email && !phone) return null;
    const birth_date = this.birth(row);
    return {
      person_key,
      last_name,
      first_name,
      birth_date,
      birth_year: birth_date === null ? this.birthYear(row) : Number(birth_date.slice(0, 4)),
      email,
      phone,
      address: this.text(row, 'address'),
      postcode: this.text(row, 'postcode'),
      city: this.text(row, 'city'),
      zone: this.text(row, 'zone'),
      household: this.text(row, 'household'),
      household_size: this.value(row, 'household_size', parseSize, 'HOUSEHOLD_SIZE_INVALID', PRIVATE),
      household_type: this.word(row, 'household_type') as HouseholdType | null,
      quotient_band: this.band(row),
    };
  }

  private names(row: SheetRow): Pick<IncomingPerson, 'last_name' | 'first_name'> {
    const whole = this.name(row, 'full_name');
    const split = whole === null ? { last_name: null, first_name: null } : splitName(whole);
    return {
      last_name: this.name(row, 'last_name') ?? split.last_name?.slice(0, WIDTHS.last_name) ?? null,
      first_name: this.name(row, 'first_name') ?? split.first_name?.slice(0, WIDTHS.first_name) ?? null,
    };
  }

  private name(row: SheetRow, field: 'last_name' | 'first_name' | 'full_name'): string | null {
    const text = this.raw(row, field);
    if (text === '' || this.nobodies(text)) return null;
    return printable(text, field === 'full_name' ? 2 * WIDTHS.last_name : WIDTHS[field]);
  }

  private birth(row: SheetRow): string | null {
    const text = this.raw(row, 'birth_date');
    if (text === '' || NO_BIRTH.has(text)) return null;
    const date = this.births(text);
    if (date === null) this.invalid(row, 'birth_date', 'BIRTH_INVALID', PRIVATE);
    return date === '1900-01-01' ? null : date;
  }

  private birthYear(row: SheetRow): number | null {
    const latest = Number(this.today.slice(0, 4));
    const year = (text: string) =>
      /^(?:19|20)\d\d$/.test(text) && Number(text) <= latest ? Number(text) : null;
    return this.value(row, 'birth_year', year, 'BIRTH_INVALID', PRIVATE);
  }

  private band(row: SheetRow): number | null {
    const band = this.value(row, 'quotient_band', parseBand, 'BAND_INVALID', PRIVATE);
    const cell = this.cell(row, 'quotient');
    if (band !== null || cell === undefined || cell.text.trim() === '') return band;
    const cents = centsOf(cell);
    if (cents === null || cents < 0) {
      this.invalid(row, 'quotient', 'QUOTIENT_INVALID', PRIVATE);
      return null;
    }
    const at = this.bounds.findIndex((bound) => cents <= bound);
    return (at < 0 ? this.bounds.length : at) + 1;
  }

  /** Null where the row has an error, or is counted already. */
  private interaction(row: SheetRow, line: number): IncomingInteraction | null {
    const { whole, columns } = this.mapping;
    const date = columns.date === undefined ? null : this.day(row, 'date');
    const kind = (this.word(row, 'kind') as InteractionKind | null) ?? whole.kind ?? null;
    if (kind === null && columns.kind !== undefined && this.raw(row, 'kind') === '') this.lacks(row, 'kind');
    const given = date ?? whole.date ?? null;
    if (given === null && this.raw(row, 'date') === '') this.lacks(row, 'date');
    const interaction_key = this.text(row, 'interaction_key');
    const interaction = {
      interaction_key,
      date: given,
      kind,
      service: (this.word(row, 'service') as number | null) ?? whole.service ?? null,
      units: this.amount(row, 'units', 'UNITS_INVALID'),
      amount: this.amount(row, 'amount', 'AMOUNT_INVALID'),
      channel: (this.word(row, 'channel') as Channel | null) ?? whole.channel ?? null,
      status: (this.word(row, 'status') as RequestStatus | null) ?? whole.status ?? null,
      due_on: this.day(row, 'due_on'),
      closed_on: this.day(row, 'closed_on'),
      score: this.value(row, 'score', parseScore, 'SCORE_INVALID'),
      campaign: this.text(row, 'campaign') ?? whole.campaign ?? null,
      subject: kind === 'consultation' ? null : this.text(row, 'subject'),
      purpose: whole.purpose ?? null,
    };
    if (interaction_key !== null && !this.isFirst(row, interaction_key, line)) return null;
    if (given === null || kind === null) return null;
    return { ...interaction, date: given, kind };
  }

  /** Whether an interaction is met for the first time; the same row again is left out, another one is an error. */
  private isFirst(row: SheetRow, key: string, line: number): boolean {
    const sign = this.signOf(row);
    const before = this.keys.get(key);
    if (before === undefined) {
      this.keys.set(key, this.lines.length);
      this.lines.push(line);
      this.signs.push(sign);
      return true;
    }
    if (this.signs[before] === sign) this.warn('INTERACTIONS_TWICE', row);
    else {
      const params = {
        name: this.nameOf('interaction_key'),
        value: key.slice(0, 40),
        first: this.lines[before]!,
      };
      this.problems.add('KEY_TWICE', this.cell(row, 'interaction_key')!, params);
    }
    return false;
  }

  /** What the mapped cells of a row say, in 53 bits (FNV-1a, 32 and 21 bits of another seed). */
  private signOf(row: SheetRow): number {
    let one = 0x811c9dc5;
    let other = 0x9747b28c;
    for (const field of RELATION_FIELDS) {
      const column = this.mapping.columns[field];
      if (column === undefined) continue;
      const text = row[column]?.text ?? '';
      for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        one = Math.imul(one ^ code, 0x01000193);
        other = Math.imul(other ^ code, 0x01000193);
      }
      one = Math.imul(one ^ 0xffff, 0x01000193);
      other = Math.imul(other ^ 0xffff, 0x01000193);
    }
    return (one >>> 0) * 2 ** 21 + (other >>> 11);
  }

  private day(row: SheetRow, field: 'date' | 'due_on' | 'closed_on'): string | null {
    return this.value(row, field, this.days, 'DAY_INVALID');
  }

  private amount(row: SheetRow, field: 'units' | 'amount', error: string): number | null {
    const cell = this.cell(row, field);
    if (cell === undefined || isNothing(cell.text)) return null;
    const hundredths = cell.number ? centsOf(cell) : this.amounts(cell.text);
    if (hundredths === null) this.invalid(row, field, error);
    return hundredths;
  }

  private consent(row: SheetRow): boolean | null {
    return this.value(row, 'consent', parseYesNo, 'CONSENT_INVALID');
  }

  /** Of a value column; null where the cell is empty. A text that means nothing is told once. */
  private word(row: SheetRow, field: ValueField): string | number | null {
    const text = this.raw(row, field);
    if (text === '') return null;
    const means = this.meanings[field](text);
    if (means === null && !this.unmapped.has(`${field} ${text}`)) {
      this.unmapped.add(`${field} ${text}`);
      this.invalid(row, field, field === 'service' ? 'SERVICE_UNMAPPED' : 'VALUE_UNMAPPED');
    }
    return means;
  }

  private value<T>(
    row: SheetRow,
    field: RelationField,
    parse: (text: string) => T | null,
    error: string,
    secret = false,
  ): T | null {
    const text = this.raw(row, field);
    if (text === '') return null;
    const value = parse(text);
    if (value === null) this.invalid(row, field, error, secret);
    return value;
  }

  /** A text that only serves to reach people is left out where it cannot, and the row stays. */
  private checked(
    row: SheetRow,
    field: 'email' | 'phone',
    key: (text: string) => string | null,
    warning: string,
  ): string | null {
    const text = this.text(row, field);
    if (text === null || key(text) !== null) return text;
    if (!isNobody(text)) this.warn(warning, row);
    return null;
  }

  private lacks(row: SheetRow, field: RelationField): void {
    this.problems.add('VALUE_MISSING', this.cell(row, field) ?? placeOf(row), { name: this.nameOf(field) });
  }

  private invalid(row: SheetRow, field: RelationField, code: string, secret = false): void {
    const cell = this.cell(row, field)!;
    const name = this.nameOf(field);
    this.problems.add(code, cell, secret ? { name } : { name, value: cell.text.trim().slice(0, 40) });
  }

  private warn(code: string, row: SheetRow): void {
    const known = this.warnings.get(code);
    if (known) known.params.rows = Number(known.params.rows) + 1;
    else this.warnings.set(code, { code, ...placeOf(row), params: { rows: 1 } });
  }

  private cell(row: SheetRow, field: RelationField): SheetCell | undefined {
    const column = this.mapping.columns[field];
    return column === undefined ? undefined : row[column];
  }

  private raw(row: SheetRow, field: RelationField): string {
    return this.cell(row, field)?.text.trim() ?? '';
  }

  private text(row: SheetRow, field: keyof typeof WIDTHS): string | null {
    const text = this.raw(row, field);
    return text === '' ? null : printable(text, WIDTHS[field]);
  }

  private nameOf(field: RelationField): string {
    return this.title(this.mapping.columns[field]) || field;
  }

  private title(column: number | undefined): string {
    return column === undefined ? '' : textOf(this.header!, column).slice(0, 60);
  }
}

/** The cell may say something about a person: an error does not repeat it. */
const PRIVATE = true;

/** Throws InputError MAPPING_BOUNDS where they are no amounts, or do not rise. */
function boundsOf({ columns, quotient_bounds = [], header }: RelationMapping): Cents[] {
  if (columns.quotient === undefined) return [];
  const bounds = quotient_bounds.map((text) => parseCents(text.trim()));
  const rising = bounds.every(
    (bound, at) => bound !== null && bound >= 0 && (at === 0 || bound > bounds[at - 1]!),
  );
  if (!rising)
    throw new InputError({
      code: 'MAPPING_BOUNDS',
      line: header,
      column: 1,
      params: { bounds: quotient_bounds.join(', ').slice(0, 200) },
    });
  return bounds as Cents[];
}

/** More are forgotten: what comes again does so soon. */
const MOST_REMEMBERED = 2_000;

/** The same function, which works out once what a text means that comes again soon. */
function remembering<T>(parse: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    let value = known.get(text);
    if (value !== undefined) return value;
    value = parse(text);
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(text, value);
    return value;
  };
}

const isNothing = (amount: string) => amount === '' || /^\s*-?\s*$/.test(amount);

/** Amounts and units alike, in hundredths. */
const centsOf = (cell: Pick<SheetCell, 'text' | 'number'>): number | null => {
  const text = cell.text.trim();
  return cell.number
    ? NUMBER_AMOUNT.parse(text)
    : (parseCents(text.replace(',', '.')) ?? LEDGER_AMOUNT.parse(text));
};

function parseSize(text: string): number | null {
  const size = /^(\d{1,2})(?:[.,]0+)?$/.exec(text)?.[1];
  return size === undefined || Number(size) < 1 || Number(size) > 30 ? null : Number(size);
}

/** Without control characters, and as long as its column. */
function printable(text: string, width: number): string {
  for (let at = 0; at < text.length; at += 1)
    if (text.charCodeAt(at) < 32)
      return text
        .replace(/\p{Cc}+/gu, ' ')
        .trim()
        .slice(0, width);
  return text.length > width ? text.slice(0, width) : text;
}

const isBlank = (row: SheetRow) => row.every((cell) => cell === undefined || cell.text.trim() === '');

function placeOf(row: SheetRow): Place {
  const first = row.find((cell) => cell !== undefined);
  return first ? { line: first.line, column: first.column } : { line: 1, column: 1 };
}
