import { realisedOnly, type Direction } from '../ledger';
import { formatCents, type Cents } from '../money';
import { AMOUNT, CODE, Fields, LABEL, SIRET, YEAR, type Kind } from './fields';
import type { Place } from './place';
import type { Problems } from './problems';
import type { Reader, ReaderEvent } from './reader';
import { Values } from './values';
import { rootElement, type XmlElement } from './xml';
import { readXml, type XmlContent } from './xml-reading';

const ROOT = 'PES_Aller';
const SIDES = new Map<string, Direction>([
  ['PES_DepenseAller', 'D'],
  ['PES_RecetteAller', 'R'],
]);

/** "Annulation/réduction": its amounts are written without a sign. */
const REDUCTION = 2;
/** "Mandat (titre) d'ordre budgétaire". Those "d'ordre mixte" (04) are real operations of the budget. */
const ORDRE = '03';

type RecordName = 'head' | 'bordereau' | 'piece' | 'line';

/** Where each record begins, below the root; `*` stands for expense or revenue. */
const RECORDS = new Map<string, RecordName>([
  ['EnTetePES', 'head'],
  ['*/Bordereau', 'bordereau'],
  ['*/Bordereau/Piece', 'piece'],
  ['*/Bordereau/Piece/LigneDePiece', 'line'],
]);

const BORDEREAU = ['Exer', 'IdBord', 'TypBord', 'MtBordHT', 'MtBordHt'];
const PIECE = ['IdPce', 'TypPce'];
const LINE = ['IdLigne', 'Nature', 'Fonction', 'Operation', 'MtHT'];
/**
 * The only values that are looked at, by the element they lie in. Beside them are names, addresses, bank accounts
 * (Tiers) and free texts that can name persons (Obj, ObjPce, LibVir1…): these never leave this file.
 */
const VALUES = new Map<string, { record: RecordName; names: readonly string[] }>([
  ['EnTetePES', { record: 'head', names: ['IdColl', 'CodBud', 'LibelleColBud'] }],
  ['*/Bordereau/BlocBordereau', { record: 'bordereau', names: BORDEREAU }],
  ['*/Bordereau/Piece/BlocPiece', { record: 'piece', names: PIECE }],
  ['*/Bordereau/Piece/BlocPiece/InfoPce', { record: 'piece', names: PIECE }],
  ['*/Bordereau/Piece/LigneDePiece/BlocLignePiece/InfoLignePce', { record: 'line', names: LINE }],
  ['*/Bordereau/Piece/LigneDePiece/BlocLignePiece/InfoLignePiece', { record: 'line', names: LINE }],
]);

/** 01, 02… */
const TYPE: Kind<number> = {
  error: 'CODE_INVALID',
  parse: (text) => (/^\d{2}$/.test(text) ? Number(text) : null),
};
/** The protocol gives it seven digits; leading zeros do not count. */
const BORDEREAU_ID: Kind<number> = {
  error: 'CODE_INVALID',
  parse: (text) => (/^\d{1,7}$/.test(text) ? Number(text) : null),
};

/**
 * Payment orders on their way to Hélios (PES V2 Aller, XML): expense, revenue or both, the live feed of the running
 * year. Each bordereau is one document of stage PES, so that one sent again replaces itself while different ones add
 * up; a piece and line that come twice in a file count once. Amounts are MtHT, what the budget bears, less than zero
 * in a bordereau that reduces. The flow names no nomenclature.
 */
export const pes: Reader = {
  format: 'pes',
  recognises: (head) => rootElement(head) === ROOT,
  read: (bytes) => readXml(bytes, (problems, emit) => new PesFlow(problems, emit)),
};

/**
 * A bordereau is known by its side, type and number (unique in a year and budget); as one whole number below 2³¹:
 * one digit for the side, two for the type, seven for the number.
 */
export function bordereauNumber(direction: Direction, type: number, id: number): number {
  return ((direction === 'R' ? 100 : 0) + type) * 10_000_000 + id;
}

interface Bordereau {
  document: number;
  reduces: boolean;
  /** Pieces and lines met so far, in the whole file. */
  lines: Set<string>;
}

class PesFlow implements XmlContent {
  private readonly records: Record<RecordName, Values>;
  /** Of the elements around, outermost first. */
  private readonly addresses: string[] = [];
  private direction: Direction = 'D';
  private authority: { siret: string; budget: string; label: string } | null = null;
  private readonly bordereaux = new Map<string, Bordereau>();
  /** Of the Bordereau element being read: null before its first line and where its head is wrong. */
  private current: Bordereau | null = null;
  private announced = false;
  /** Pieces and lines of this element, whose amounts make its total. */
  private seen = new Set<string>();
  private sum: Cents = 0;

  constructor(
    private readonly problems: Problems,
    private readonly emit: (event: ReaderEvent) => void,
  ) {
    const values = () => new Values(problems);
    this.records = { head: values(), bordereau: values(), piece: values(), line: values() };
  }

  open(element: XmlElement, path: readonly string[]): void {
    const { name } = element;
    if (path.length === 0 && name !== ROOT)
      this.problems.fail('ROOT_UNEXPECTED', element, { name, expected: ROOT });
    if (path.length === 1) this.direction = SIDES.get(name) ?? this.direction;
    const around = this.addresses.at(-1) ?? '';
    const address = addressIn(around, name, path.length);
    this.addresses.push(address);
    const begun = RECORDS.get(address);
    if (begun) this.records[begun].restart(element);
    if (begun === 'bordereau') this.beginBordereau();
    const values = VALUES.get(around);
    // Expense writes MtBordHT, revenue MtBordHt.
    if (values?.names.includes(name))
      this.records[values.record].keep(name === 'MtBordHt' ? 'MtBordHT' : name, element);
  }

  close(): void {
    const ended = RECORDS.get(this.addresses.pop()!);
    if (ended === 'head') this.readHead();
    else if (ended === 'line') this.endLine();
    else if (ended === 'bordereau') this.endBordereau();
  }

  end(place: Place): void {
    if (this.bordereaux.size === 0) this.problems.fail('NO_LINES', place);
  }

  private fields(record: RecordName): Fields {
    return new Fields(this.records[record], this.problems);
  }

  private readHead(): void {
    const fields = this.fields('head');
    const siret = fields.required('IdColl', SIRET);
    const budget = fields.optional('CodBud', CODE) ?? '';
    const label = fields.optional('LibelleColBud', LABEL) ?? '';
    if (siret !== null) this.authority = { siret, budget, label };
  }

  private beginBordereau(): void {
    this.current = null;
    this.announced = false;
    this.seen = new Set();
    this.sum = 0;
  }

  private endLine(): void {
    if (!this.announced) this.announce();
    const { line: row, column } = this.records.line.start;
    const piece = this.fields('piece');
    const fields = this.fields('line');
    const idPiece = piece.required('IdPce', CODE);
    const idLine = fields.required('IdLigne', CODE);
    const nature = fields.required('Nature', CODE);
    const fonction = fields.optional('Fonction', CODE);
    const operation = fields.optional('Operation', CODE);
    const amount = fields.required('MtHT', AMOUNT);
    const kind = piece.optional('TypPce', CODE) === ORDRE ? 'ordre' : 'real';
    if (!this.current || idPiece === null || idLine === null || nature === null || amount === null) return;

    const { document, reduces, lines } = this.current;
    const key = JSON.stringify([idPiece, idLine]);
    if (!this.seen.has(key)) this.sum += amount;
    this.seen.add(key);
    if (lines.has(key)) return;
    lines.add(key);
    const codes = { nature, fonction, operation, direction: this.direction, kind } as const;
    const none = { chapitre_vote: null, section: null, analytic: null, manager: null };
    const amounts = realisedOnly(reduces ? 0 - amount : amount);
    this.emit({ type: 'line', line: { line: row, column, document, ...codes, ...none, amounts } });
  }

  /** Yields the head of the bordereau, once its first line shows that there is something to read. */
  private announce(): void {
    this.announced = true;
    const { start } = this.records.bordereau;
    const fields = this.fields('bordereau');
    const exercice = fields.required('Exer', YEAR);
    const type = fields.required('TypBord', TYPE);
    const id = fields.required('IdBord', BORDEREAU_ID);
    if (!this.authority) this.problems.add('VALUE_MISSING', start, { name: 'EnTetePES/IdColl' });
    if (exercice === null || type === null || id === null || !this.authority) return;

    const number = bordereauNumber(this.direction, type, id);
    const key = `${exercice} ${number}`;
    const known = this.bordereaux.get(key);
    this.current = known ?? {
      document: this.bordereaux.size,
      reduces: type === REDUCTION,
      lines: new Set(),
    };
    if (known) return;
    this.bordereaux.set(key, this.current);
    const head = { ...this.authority, exercice, stage: 'PES' as const, number, nomenclature: null };
    // The plan tells the accounts of a vote by function from the functions themselves.
    this.emit({ type: 'document', document: { ...head, voted_by_fonction: false, draft: false } });
  }

  private endBordereau(): void {
    const expected = this.fields('bordereau').optional('MtBordHT', AMOUNT);
    if (expected === null || expected === this.sum) return;
    const { start } = this.records.bordereau;
    const params = {
      bordereau: this.records.bordereau.text('IdBord').trim().slice(0, 20),
      total: formatCents(expected),
      lines: formatCents(this.sum),
    };
    const issue = { code: 'PES_TOTAL', line: start.line, column: start.column, params };
    this.emit({ type: 'warning', issue, amount: Math.abs(expected - this.sum) });
  }
}

/** Where an element is: a path without its root, and without the difference of the two sides. */
function addressIn(around: string, name: string, depth: number): string {
  if (depth === 0) return '';
  if (depth === 1) return SIDES.has(name) ? '*' : name;
  return `${around}/${name}`;
}
