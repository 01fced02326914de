import type { Amounts, Direction, MovementKind, Section, SourceLine, Stage } from '../ledger';
import { parseNomenclature } from '../nomenclature/plans';
import { decodeText } from './bytes';
import { AMOUNT, BOOLEAN, CODE, Fields, LABEL, SIRET, YEAR, oneOf, type Field, type Kind } from './fields';
import type { Place } from './place';
import { Problems } from './problems';
import type { Reader, ReaderEvent } from './reader';
import { XmlParser, rootElement, type XmlElement } from './xml';

const ROOT = 'DocumentBudgetaire';

const AMOUNTS: Record<keyof Amounts, string> = {
  realised: 'MtReal',
  previous_budget: 'MtBudgPrec',
  carried_over_previous: 'MtRARPrec',
  proposed: 'MtPropNouv',
  voted: 'MtPrev',
  opened: 'CredOuv',
  carried_over: 'MtRAR3112',
};

const STAGE = oneOf<Stage>({ '01': 'BP', '02': 'DM', '03': 'BS', '09': 'CA', '10': 'CFU' }, 'STAGE_UNKNOWN');
const DIRECTION = oneOf<Direction>({ D: 'D', R: 'R' });
const MOVEMENT = oneOf<MovementKind>({ '0': 'real', '1': 'ordre' });
const SECTION = oneOf<Section>({ F: 'F', I: 'I' });
/** NatFonc 1: by nature; 2: by function; 3: by nature, with functions beside it. */
const BY_FONCTION = '2';
const RANK: Kind<number> = {
  error: 'CODE_INVALID',
  parse: (text) => (/^\d{1,4}$/.test(text) ? Number(text) : null),
};
/** Replaced by M57, with other accounts and functions: their figures cannot be compared. */
const BEFORE_M57 = ['M14', 'M52', 'M61', 'M71', 'M831', 'M832'];

/**
 * The "document budgétaire" of Actes budgétaires (TOTEM, XML). Only the heads and the budget lines are looked at:
 * annexes hold names of persons. Lines that are sums of others (`calculated`) are left out.
 */
export const totem: Reader = {
  format: 'totem',
  recognises: (head) => rootElement(head) === ROOT,

  async *read(bytes) {
    const document = new TotemDocument();
    for await (const text of decodeText(bytes)) {
      const events = document.read(text);
      if (events.length > 0) yield events;
    }
    document.end();
  },
};

class TotemDocument {
  readonly #problems = new Problems();
  readonly #xml = new XmlParser({
    open: (element, path) => this.#open(element, path),
    close: (name, path) => this.#close(name, path),
    fail: (code, place, params) => this.#problems.fail(code, place, params),
  });
  #events: ReaderEvent[] = [];
  /** EnTeteDocBudgetaire, EnTeteBudget and BlocBudget; LigneBudget. */
  readonly #collectivity = new Values();
  readonly #head = new Values();
  readonly #line = new Values();
  #calculated = false;
  /** Rank of the document announced for the budget being read; null before its first line. */
  #current: number | null = null;
  #byFonction = false;
  #documents = 0;

  read(text: string): ReaderEvent[] {
    this.#xml.write(text);
    const events = this.#events;
    this.#events = [];
    return this.#problems.any ? [] : events;
  }

  end(): void {
    const { place } = this.#xml;
    this.#xml.end();
    this.#problems.throwIfAny();
    if (this.#documents === 0) this.#problems.fail('NO_LINES', place);
  }

  #open(element: XmlElement, path: readonly string[]): void {
    const { name } = element;
    if (path.length === 0 && name !== ROOT) this.#problems.fail('ROOT_UNEXPECTED', element, { name });
    if (path.length === 1) {
      if (name === 'Budget') this.#head.restart(element);
      if (name === 'EnTeteDocBudgetaire') this.#collectivity.restart(element);
    } else if (path.length === 2) {
      if (name === 'LigneBudget' && path[1] === 'Budget') {
        this.#line.restart(element);
        const calculated = element.attribute('calculated');
        this.#calculated = calculated === 'true' || calculated === '1';
      } else if (path[1] === 'EnTeteDocBudgetaire') this.#keep(this.#collectivity, element);
    } else if (path.length === 3 && path[1] === 'Budget') {
      if (path[2] === 'EnTeteBudget' || path[2] === 'BlocBudget') this.#keep(this.#head, element);
      else if (path[2] === 'LigneBudget') this.#keep(this.#line, element);
    }
  }

  #close(name: string, path: readonly string[]): void {
    if (path.length === 2 && name === 'LigneBudget' && path[1] === 'Budget' && !this.#calculated)
      this.#endLine();
    if (path.length === 1 && name === 'Budget') this.#endBudget();
  }

  #keep(values: Values, element: XmlElement): void {
    const { name, line, column } = element;
    const field = { text: element.attribute('V') ?? '', line, column };
    // Other amounts and marks of the editor's, of which one is of use.
    if (name === 'MtSup' || name === 'CaracSup') {
      if (element.attribute('Code') === 'Section') values.set('Section', field);
      return;
    }
    if (values.has(name)) this.#problems.add('VALUE_TWICE', element, { name });
    values.set(name, field);
  }

  #endLine(): void {
    const line = this.#line;
    if (this.#current === null) this.#announce(line.has('ContFon'));
    const fields = new Fields((name) => line.get(name), this.#problems);
    const nature = fields.required('Nature', CODE);
    const direction = fields.required('CodRD', DIRECTION);
    const kind = fields.required('OpBudg', MOVEMENT);
    const byNature = fields.optional('ContNat', CODE);
    const byFonction = fields.optional('ContFon', CODE);
    const rest: Omit<SourceLine, keyof Place | 'document' | 'nature' | 'direction' | 'kind'> = {
      fonction: fields.optional('Fonction', CODE),
      chapitre_vote: this.#byFonction ? (byFonction ?? byNature) : (byNature ?? byFonction),
      section: fields.optional('Section', SECTION),
      operation: fields.optional('Operation', CODE),
      analytic: null,
      manager: null,
      amounts: this.#amounts(fields),
    };
    if (nature === null || !direction || !kind || this.#current === null) return;
    const { line: row, column } = line.start;
    const source: SourceLine = {
      line: row,
      column,
      document: this.#current,
      nature,
      direction,
      kind,
      ...rest,
    };
    this.#events.push({ type: 'line', line: source });
  }

  /** An amount that is there must be a number, and there must be one. */
  #amounts(fields: Fields): Amounts {
    for (const name of Object.values(AMOUNTS))
      if (this.#line.has(name) && this.#line.get(name).text.trim() === '') fields.required(name, AMOUNT);
    if (!Object.values(AMOUNTS).some((name) => this.#line.has(name)))
      this.#problems.add('AMOUNT_MISSING', this.#line.start);
    return fields.amounts(AMOUNTS, AMOUNT);
  }

  /** Yields the head of the budget, once its first line shows that there is something to read. */
  #announce(linesHaveChapterByFonction: boolean): void {
    const head = new Fields((name) => this.#head.get(name), this.#problems);
    const collectivity = new Fields((name) => this.#collectivity.get(name), this.#problems);
    const nomenclature = this.#nomenclature(head);
    const siret = this.#head.has('IdEtab')
      ? head.required('IdEtab', SIRET)
      : collectivity.required('IdColl', SIRET);
    const exercice = head.required('Exer', YEAR);
    const stage = head.required('NatDec', STAGE);
    const budget = head.optional('CodBud', CODE) ?? '';
    const number = head.optional('NumDec', RANK) ?? 0;
    const label = head.optional('LibelleEtab', LABEL) ?? collectivity.optional('LibelleColl', LABEL) ?? '';
    const draft = head.optional('ProjetBudget', BOOLEAN) ?? false;
    this.#byFonction = this.#head.get('NatFonc').text.trim() === BY_FONCTION || linesHaveChapterByFonction;
    this.#current = this.#documents;
    this.#documents += 1;
    if (siret === null || exercice === null || stage === null || nomenclature === null) return;

    const document = { siret, budget, label, exercice, stage, number, nomenclature, draft };
    this.#events.push({ type: 'document', document: { ...document, voted_by_fonction: this.#byFonction } });
    if (draft) {
      const { line, column } = this.#head.get('ProjetBudget');
      const issue = { code: 'DRAFT_BUDGET', line, column, params: { label, exercice } };
      this.#events.push({ type: 'warning', issue });
    }
  }

  /** "M57-M57_A" gives "M57_A"; another norm ends the reading: nothing else in the file would make sense. */
  #nomenclature(head: Fields): string | null {
    const declared = head.required('Nomenclature', CODE);
    if (declared === null) return null;
    const found = parseNomenclature(declared);
    if (found?.norm === 'M57') return found.declension;
    const norm = found?.norm ?? declared;
    const params = { nomenclature: norm, declared, before: BEFORE_M57.includes(norm) ? 1 : 0 };
    return this.#problems.fail('NOMENCLATURE_UNSUPPORTED', this.#head.get('Nomenclature'), params);
  }

  #endBudget(): void {
    if (this.#current === null) {
      const { line, column } = this.#head.start;
      const params = { label: this.#head.get('LibelleEtab').text };
      this.#events.push({ type: 'warning', issue: { code: 'BUDGET_EMPTY', line, column, params } });
    }
    this.#current = null;
  }
}

/** The values of one element's children, each with its place. */
class Values {
  start: Place = { line: 1, column: 1 };
  readonly #fields = new Map<string, Field>();

  restart({ line, column }: Place): void {
    this.start = { line, column };
    this.#fields.clear();
  }
  has(name: string): boolean {
    return this.#fields.has(name);
  }
  get(name: string): Field {
    return this.#fields.get(name) ?? { text: '', ...this.start };
  }
  set(name: string, field: Field): void {
    this.#fields.set(name, field);
  }
}
