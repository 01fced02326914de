import type { Amounts, Direction, MovementKind, Section, SourceLine, Stage } from '../ledger';
import { AMOUNT, BOOLEAN, CODE, Fields, LABEL, SIRET, YEAR, oneOf, type Kind } from './fields';
import { declensionOfM57, unsupported } from './norm';
import type { Place } from './place';
import type { Problems } from './problems';
import type { Reader, ReaderEvent } from './reader';
import { Values } from './values';
import { rootElement, type XmlElement } from './xml';
import { readXml, type XmlContent } from './xml-reading';

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
/**
 * The "document budgétaire" of Actes budgétaires (TOTEM, XML). Only the heads and the budget lines are looked at:
 * annexes hold names of persons. Lines that are sums of others (`calculated`) are left out.
 */
export const totem: Reader = {
  format: 'totem',
  recognises: (head) => rootElement(head) === ROOT,

  read: (bytes) => readXml(bytes, (problems, emit) => new TotemDocument(problems, emit, ROOT, null)),
};

/**
 * The DocumentBudgetaire that is the file, or that lies in it beside other things (`root` names the root element);
 * these are not looked at. `stage`: that of the file, where it is one without the document saying so.
 */
export class TotemDocument implements XmlContent {
  /** EnTeteDocBudgetaire, EnTeteBudget and BlocBudget; LigneBudget. */
  private readonly collectivity: Values;
  private readonly head: Values;
  private readonly line: Values;
  /** How many elements are around the DocumentBudgetaire; null outside of it. */
  private depth: number | null = null;
  private calculated = false;
  /** Rank of the document announced for the budget being read; null before its first line. */
  private current: number | null = null;
  private byFonction = false;
  private documents = 0;

  constructor(
    private readonly problems: Problems,
    private readonly emit: (event: ReaderEvent) => void,
    private readonly root: string,
    private readonly stage: Stage | null,
  ) {
    this.collectivity = new Values(problems);
    this.head = new Values(problems);
    this.line = new Values(problems);
  }

  end(place: Place): void {
    if (this.documents === 0) this.problems.fail('NO_LINES', place);
  }

  open(element: XmlElement, path: readonly string[]): void {
    const { name } = element;
    if (path.length === 0 && name !== this.root)
      this.problems.fail('ROOT_UNEXPECTED', element, { name, expected: this.root });
    if (this.depth === null) {
      if (name === ROOT) this.depth = path.length;
      return;
    }
    const depth = path.length - this.depth;
    const outer = path[this.depth + 1];
    const inner = path[this.depth + 2];
    if (depth === 1) {
      if (name === 'Budget') this.head.restart(element);
      if (name === 'EnTeteDocBudgetaire') this.collectivity.restart(element);
    } else if (depth === 2) {
      if (name === 'LigneBudget' && outer === 'Budget') {
        this.line.restart(element);
        const calculated = element.attribute('calculated');
        this.calculated = calculated === 'true' || calculated === '1';
      } else if (outer === 'EnTeteDocBudgetaire') keep(this.collectivity, element);
    } else if (depth === 3 && outer === 'Budget') {
      if (inner === 'EnTeteBudget' || inner === 'BlocBudget') keep(this.head, element);
      else if (inner === 'LigneBudget') keep(this.line, element);
    }
  }

  close(name: string, path: readonly string[]): void {
    if (this.depth === null) return;
    const depth = path.length - this.depth;
    const inBudget = path[this.depth + 1] === 'Budget';
    if (depth === 2 && name === 'LigneBudget' && inBudget && !this.calculated) this.endLine();
    if (depth === 1 && name === 'Budget') this.endBudget();
    if (depth === 0) this.depth = null;
  }

  private endLine(): void {
    const line = this.line;
    if (this.current === null) this.announce(line.has('ContFon'));
    const fields = new Fields(line, this.problems);
    const nature = fields.required('Nature', CODE);
    const direction = fields.required('CodRD', DIRECTION);
    const kind = fields.required('OpBudg', MOVEMENT);
    const byNature = fields.optional('ContNat', CODE);
    const byFonction = fields.optional('ContFon', CODE);
    const rest: Omit<SourceLine, keyof Place | 'document' | 'nature' | 'direction' | 'kind'> = {
      fonction: fields.optional('Fonction', CODE),
      chapitre_vote: this.byFonction ? (byFonction ?? byNature) : (byNature ?? byFonction),
      section: fields.optional('Section', SECTION),
      operation: fields.optional('Operation', CODE),
      analytic: null,
      manager: null,
      amounts: this.amounts(fields),
    };
    if (nature === null || !direction || !kind || this.current === null) return;
    const { line: row, column } = line.start;
    const source: SourceLine = {
      line: row,
      column,
      document: this.current,
      nature,
      direction,
      kind,
      ...rest,
    };
    this.emit({ type: 'line', line: source });
  }

  /** An amount that is there must be a number, and there must be one. */
  private amounts(fields: Fields): Amounts {
    for (const name of Object.values(AMOUNTS))
      if (this.line.has(name) && this.line.text(name).trim() === '') fields.required(name, AMOUNT);
    if (!Object.values(AMOUNTS).some((name) => this.line.has(name)))
      this.problems.add('AMOUNT_MISSING', this.line.start);
    return fields.amounts(AMOUNTS, AMOUNT);
  }

  /** Yields the head of the budget, once its first line shows that there is something to read. */
  private announce(linesHaveChapterByFonction: boolean): void {
    const head = new Fields(this.head, this.problems);
    const collectivity = new Fields(this.collectivity, this.problems);
    const nomenclature = this.nomenclature(head);
    const siret = this.head.has('IdEtab')
      ? head.required('IdEtab', SIRET)
      : collectivity.required('IdColl', SIRET);
    const exercice = head.required('Exer', YEAR);
    const stage = this.stage ?? head.required('NatDec', STAGE);
    const budget = head.optional('CodBud', CODE) ?? '';
    const number = head.optional('NumDec', RANK) ?? 0;
    const label = head.optional('LibelleEtab', LABEL) ?? collectivity.optional('LibelleColl', LABEL) ?? '';
    const draft = head.optional('ProjetBudget', BOOLEAN) ?? false;
    this.byFonction = this.head.text('NatFonc').trim() === BY_FONCTION || linesHaveChapterByFonction;
    this.current = this.documents;
    this.documents += 1;
    if (siret === null || exercice === null || stage === null || nomenclature === null) return;

    const document = { siret, budget, label, exercice, stage, number, nomenclature, draft };
    this.emit({ type: 'document', document: { ...document, voted_by_fonction: this.byFonction } });
    if (draft) {
      const { line, column } = this.head.field('ProjetBudget');
      const issue = { code: 'DRAFT_BUDGET', line, column, params: { label, exercice } };
      this.emit({ type: 'warning', issue });
    }
  }

  /** "M57-M57_A" gives "M57_A"; another norm ends the reading: nothing else in the file would make sense. */
  private nomenclature(head: Fields): string | null {
    const declared = head.required('Nomenclature', CODE);
    if (declared === null) return null;
    const declension = declensionOfM57(declared);
    if (declension !== null) return declension;
    return this.problems.fail(
      'NOMENCLATURE_UNSUPPORTED',
      this.head.field('Nomenclature'),
      unsupported(declared),
    );
  }

  private endBudget(): void {
    if (this.current === null) {
      const { line, column } = this.head.start;
      const params = { label: this.head.text('LibelleEtab') };
      this.emit({ type: 'warning', issue: { code: 'BUDGET_EMPTY', line, column, params } });
    }
    this.current = null;
  }
}

function keep(values: Values, element: XmlElement): void {
  // Other amounts and marks of the editor's, of which one is of use.
  if (element.name !== 'MtSup' && element.name !== 'CaracSup') values.keep(element.name, element);
  else if (element.attribute('Code') === 'Section') values.set('Section', element);
}
