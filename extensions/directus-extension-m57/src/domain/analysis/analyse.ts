import type { Format, ReadOptions, Reader } from '../readers/reader';
import { InputError, type Issue } from '../issue';
import { imputationKey, impute } from '../imputation';
import { measures, type BudgetDocument, type Imputation, type ReadLine, type SourceLine } from '../ledger';
import type { Cents } from '../money';
import { choosePlan, parseNomenclature } from '../nomenclature/plans';
import type { PlanIndex } from '../nomenclature/plan';
import { detect } from '../readers/detect';
import { ordreWarning, TotalsAccumulator, type Totals } from '../totals';

/** What a file cannot say of itself: asked of the database, by the server at once and by a browser over HTTP. */
export interface Knowledge {
  /** Ids of the plans that can be loaded ("M57_D-2024"). */
  plans(): Promise<readonly string[]>;
  plan(id: string): Promise<PlanIndex>;
  /** The declension in which a budget was read before; null where none was. */
  declension(siret: string, budget: string): Promise<string | null>;
}

export interface AnalysisOptions extends ReadOptions {
  /** Declension to use where the file names none: M57, M57_A, M57_D. */
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
  lines: number;
  totals: Totals;
  warnings: GroupedWarning[];
  /** The first lines, for people to see that they were understood. */
  sample: { line: SourceLine; imputation: Imputation; budgeted: Cents }[];
}

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
};

/**
 * Reads a file through, checks it against its plan, adds it up; `sink` receives the lines (none: a preview).
 * `bytes` is called twice: to recognise the format, then to read. Throws InputError with positions.
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

  for await (const events of reader.read(bytes(), options)) {
    const added: Parameters<Sink['imputations']>[0] = [];
    const batch: AnalysedLine[] = [];
    for (const event of events) {
      if (event.type === 'warning') warn(event.issue, event.amount ?? null);
      else if (event.type === 'document') {
        refuseTwice(event.document, seen);
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
  return { format, documents, lines, totals: whole.totals, warnings: [...warnings.values()], sample };
}

const NONE = '\0';

/** All that `impute` goes by: a million lines have a few thousand of them, and each is worked out once. */
function codingOf(line: ReadLine): string {
  const { document, section, direction, kind, nature, fonction, chapitre_vote, operation } = line;
  // No code holds a control character: a line break ends each, and what is not there has one of its own.
  const codes = `${nature}\n${fonction ?? NONE}\n${chapitre_vote ?? NONE}\n${operation ?? NONE}`;
  return `${document}\n${section}\n${direction}\n${kind}\n${codes}\n${line.analytic ?? NONE}\n${line.manager ?? NONE}`;
}

/** A balance leaves the direction to the plan: each of its lines is imputed, since its amount may change sides. */
const isDirected = (line: ReadLine): line is SourceLine => line.direction !== null;

async function recognise(bytes: AsyncIterable<Uint8Array>): Promise<Reader> {
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
    if (code !== null && code.length > limit)
      throw new InputError({
        code: 'CODE_TOO_LONG',
        line,
        column,
        params: { field, code: code.slice(0, 60), limit },
      });
  }
}
