import type { Format, ReadOptions, Reader } from '../readers/reader';
import { InputError, type Issue } from '../issue';
import { imputationKey, impute } from '../imputation';
import { measures, type BudgetDocument, type Imputation, type ReadLine, type SourceLine } from '../ledger';
import type { Cents } from '../money';
import { choosePlan, parseNomenclature } from '../nomenclature/plans';
import type { Plan, PlanIndex } from '../nomenclature/plan';
import { detect } from '../readers/detect';
import { mappingFor, missingFields, type LedgerTable, type Mapping } from '../readers/mapping';
import { readTable } from '../readers/open-table';
import { ordreWarning, TotalsAccumulator, type Totals } from '../totals';

/** What a file cannot say of itself: asked of the database, by the server at once and by a browser over HTTP. */
export interface Knowledge {
  /** Ids of the plans that can be loaded ("M57_D-2024"). */
  plans(): Promise<readonly string[]>;
  plan(id: string): Promise<PlanIndex>;
  /** The declension in which a budget was read before; null where none was. */
  declension(siret: string, budget: string): Promise<string | null>;
  /** How the last ledger export with these columns was read; null where none was. */
  mapping(shape: string): Promise<Mapping | null>;
}

export interface AnalysisOptions extends ReadOptions {
  /**
   * Declension to use where the file names none: M57, M57_A, M57_D. Of a chart of accounts, what it is in truth
   * ("M57_D-2026").
   */
  nomenclature?: string | undefined;
}

/** A budget document of the file, with the plan that reads it and what its lines add up to. */
export interface AnalysedDocument {
  document: BudgetDocument;
  plan: PlanIndex;
  lines: number;
  totals: Totals;
}

/** A warning said once, with how often it occurs and the euros it concerns. */
export interface GroupedWarning {
  issue: Issue;
  count: number;
  amount: Cents | null;
}

export interface Analysis {
  format: Format;
  documents: AnalysedDocument[];
  /** The chart of accounts that the file is, and the id it gives itself; null for a file of lines. */
  plan: { plan: Plan; stated: string } | null;
  lines: number;
  totals: Totals;
  warnings: GroupedWarning[];
  /** The first lines, for people to see that they were understood. */
  sample: { line: SourceLine; imputation: Imputation; budgeted: Cents }[];
  /** Of a ledger export: its table, and the mapping that it was read with. */
  ledger: { table: LedgerTable; mapping: Mapping } | null;
}

/** No authority has as many budgets: that is a balance of all of them, of which some are to be chosen. */
const MOST_DOCUMENTS = 1000;

/** As many lines as a screen shows at once. */
const SAMPLE = 20;

/** A line ready to be written: its place, its coding (by local number) and its amounts. */
export interface AnalysedLine {
  line: SourceLine;
  document: number;
  imputation: number;
  budgeted: Cents;
}

/** What the analysis hands on, batch by batch; nothing of it is kept in memory but the distinct imputations. */
export interface Sink {
  imputations(added: { local: number; key: string; imputation: Imputation }[]): Promise<void>;
  lines(batch: AnalysedLine[], total: number): Promise<void>;
}

/** Widths of the columns that hold codes. */
const WIDTHS: Partial<Record<keyof Imputation, number>> = {
  budget: 40,
  nature: 20,
  fonction: 20,
  chapitre_vote: 20,
  operation: 40,
  analytic: 60,
  manager: 60,
  site: 40,
};

/**
 * Reads a file through, checks it against its plan, adds it up; `sink` receives the lines (none: a preview).
 * `bytes` is called to recognise the format, to look at the head of a ledger export, and to read. Throws InputError
 * with positions; of a ledger export it tells the table too, since another mapping may be the answer.
 */
export async function analyse(
  bytes: () => AsyncIterable<Uint8Array>,
  options: AnalysisOptions,
  knowledge: Knowledge,
  sink?: Sink,
): Promise<Analysis> {
  const reader = await recognise(bytes());
  const available = await knowledge.plans();
  const documents: AnalysedDocument[] = [];
  const accumulators: TotalsAccumulator[] = [];
  const whole = new TotalsAccumulator();
  const keys = new Map<string, number>();
  const codings = new Map<string, { imputation: Imputation; local: number }>();
  const warnings = new Map<string, GroupedWarning>();
  const seen = new Set<string>();
  const sample: Analysis['sample'] = [];
  let plan: Analysis['plan'] = null;
  let lines = 0;

  const warn = (issue: Issue, amount: Cents | null) => {
    const key = JSON.stringify([issue.code, issue.params]);
    const known = warnings.get(key);
    if (!known) warnings.set(key, { issue, count: 1, amount });
    else {
      known.count += 1;
      if (amount !== null) known.amount = (known.amount ?? 0) + amount;
    }
  };

  const ledger = reader.format === 'ledger' ? await mapLedger(bytes, options, knowledge, warn) : null;
  const batches = reader.read(bytes(), { ...options, mapping: ledger?.mapping });
  for await (const events of ledger ? withTable(batches, ledger) : batches) {
    const added: Parameters<Sink['imputations']>[0] = [];
    const batch: AnalysedLine[] = [];
    for (const event of events) {
      if (event.type === 'warning') warn(event.issue, event.amount ?? null);
      else if (event.type === 'plan') plan = { plan: event.plan, stated: event.stated };
      else if (event.type === 'document') {
        refuseTwice(event.document, seen);
        if (documents.length === MOST_DOCUMENTS) {
          const place = { line: null, column: null };
          throw new InputError({ code: 'SIRET_REQUIRED', ...place, params: { most: MOST_DOCUMENTS } });
        }
        const { plan, warning } = await planFor(knowledge, available, event.document, options.nomenclature);
        if (warning) warn(warning, null);
        const accumulator = new TotalsAccumulator();
        accumulators.push(accumulator);
        documents.push({ document: event.document, plan, lines: 0, totals: accumulator.totals });
      } else {
        const target = documents[event.line.document]!;
        const coding = codingOf(event.line);
        let known = codings.get(coding);
        let line: SourceLine;
        if (known && isDirected(event.line)) line = event.line;
        else {
          const imputed = impute(event.line, target.document, target.plan);
          const { imputation, warnings: issues } = imputed;
          line = imputed.line;
          for (const { issue, amount } of issues) warn(issue, amount);
          const key = imputationKey(imputation);
          let local = keys.get(key);
          if (local === undefined) {
            checkWidths(imputation, line);
            local = keys.size;
            keys.set(key, local);
            added.push({ local, key, imputation });
          }
          known = { imputation, local };
          // Where the plan has a word to say, it says it of every line: the warning adds up their amounts.
          if (issues.length === 0) codings.set(coding, known);
        }
        const { realised, budgeted } = measures(line.amounts);
        accumulators[line.document]!.add(known.imputation, realised);
        whole.add(known.imputation, realised);
        target.lines += 1;
        lines += 1;
        if (sample.length < SAMPLE) sample.push({ line, imputation: known.imputation, budgeted });
        batch.push({ line, document: line.document, imputation: known.local, budgeted });
      }
    }
    if (added.length > 0) await sink?.imputations(added);
    if (batch.length > 0) await sink?.lines(batch, lines);
  }
  for (const { totals } of documents) {
    const unbalanced = ordreWarning(totals);
    if (unbalanced) warn(unbalanced.issue, unbalanced.amount);
  }
  const { format } = reader;
  const grouped = [...warnings.values()];
  return { format, documents, plan, lines, totals: whole.totals, warnings: grouped, sample, ledger };
}

const NONE = '\0';

/** All that `impute` goes by: a million lines have a few thousand of them, and each is worked out once. */
function codingOf(line: ReadLine): string {
  const { document, section, direction, kind, nature, fonction, chapitre_vote, operation } = line;
  const { analytic, manager, site } = line;
  // No code holds a control character: a line break ends each, and what is not there has one of its own.
  const codes = `${nature}\n${fonction ?? NONE}\n${chapitre_vote ?? NONE}\n${operation ?? NONE}`;
  const ledger = `${analytic ?? NONE}\n${manager ?? NONE}\n${site ?? NONE}`;
  return `${document}\n${section}\n${direction}\n${kind}\n${codes}\n${ledger}`;
}

/** A balance leaves the direction to the plan: each of its lines is imputed, since its amount may change sides. */
const isDirected = (line: ReadLine): line is SourceLine => line.direction !== null;

/**
 * How a ledger export is read: as the request says, else as the last one with these columns, else as it seems. What
 * nobody has confirmed for this very file is said.
 */
async function mapLedger(
  bytes: () => AsyncIterable<Uint8Array>,
  { mapping: requested, siret }: AnalysisOptions,
  knowledge: Knowledge,
  warn: (issue: Issue, amount: Cents | null) => void,
): Promise<NonNullable<Analysis['ledger']>> {
  const table = await readTable(bytes(), requested?.sheet);
  if (requested) return { table, mapping: requested };
  const saved = await knowledge.mapping(table.shape);
  const found = saved ? mappingFor(saved, table) : table.proposal;
  const document = siret === undefined || siret.includes(',') ? found.document : { ...found.document, siret };
  const mapping = { ...found, document };
  const nowhere = { line: null, column: null };
  if (saved && mapping.columns.siret === undefined && siret === undefined)
    warn({ code: 'MAPPING_SAVED', ...nowhere, params: { siret: mapping.document.siret ?? '' } }, null);
  const { exercice } = mapping.document;
  if (mapping.columns.exercice === undefined && exercice !== undefined)
    warn({ code: 'EXERCICE_FROM_DATES', ...nowhere, params: { exercice } }, null);
  return { table, mapping };
}

/** What a reader gives, its errors with the table that another mapping of it may mend. */
async function* withTable<Batch>(
  batches: AsyncIterable<Batch>,
  { table, mapping }: NonNullable<Analysis['ledger']>,
): AsyncGenerator<Batch> {
  try {
    yield* batches;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { shape, columns, sheets } = table;
    throw new InputError(error.issues, {
      ...error.details,
      ...{ shape, columns, sheets, proposal: mapping, missing: missingFields(mapping) },
    });
  }
}

/** The reader of a file, by its first bytes. Throws as `detect`. */
export async function recognise(bytes: AsyncIterable<Uint8Array>): Promise<Reader> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= 65_536) break;
  }
  const head = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    head.set(chunk, at);
    at += chunk.length;
  }
  return detect(head);
}

/** The nomenclature comes from the file, else from the request, else from what is known of that budget. */
async function planFor(
  knowledge: Knowledge,
  available: readonly string[],
  document: BudgetDocument,
  requested: string | undefined,
): Promise<{ plan: PlanIndex; warning: Issue | null }> {
  const { siret, budget, exercice } = document;
  const nowhere = { line: null, column: null };
  const declared = document.nomenclature ?? requested ?? (await knowledge.declension(siret, budget));
  if (declared === null)
    throw new InputError({ code: 'NOMENCLATURE_REQUIRED', ...nowhere, params: { siret } });
  const choice = choosePlan(available, declared, exercice);
  if (choice === null)
    throw new InputError({
      code: 'NOMENCLATURE_UNSUPPORTED',
      ...nowhere,
      params: { nomenclature: declared },
    });
  const wanted = `${parseNomenclature(declared)?.declension ?? declared}-${exercice}`;
  return {
    plan: await knowledge.plan(choice.id),
    warning: choice.exact ? null : { code: 'PLAN_NEAREST', ...nowhere, params: { wanted, plan: choice.id } },
  };
}

/** Two budgets of one business key in one file: the second would replace the first in silence. */
function refuseTwice({ siret, budget, exercice, stage, number }: BudgetDocument, seen: Set<string>): void {
  const key = JSON.stringify([siret, budget, exercice, stage, number]);
  if (seen.has(key)) {
    const params = { siret, budget, exercice, stage };
    throw new InputError({ code: 'DOCUMENT_TWICE', line: null, column: null, params });
  }
  seen.add(key);
}

function checkWidths(imputation: Imputation, { line, column }: SourceLine): void {
  for (const [field, limit] of Object.entries(WIDTHS)) {
    const code = imputation[field as keyof Imputation];
    if (code && code.length > limit)
      throw new InputError({
        code: 'CODE_TOO_LONG',
        line,
        column,
        params: { field, code: code.slice(0, 60), limit },
      });
  }
}
