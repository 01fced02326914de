import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { EffectsAnswer, EffectsRequest, ImportAnswer } from '../contract/imports';
import { analyse, recognise, type AnalysisOptions, type Knowledge } from '../domain/analysis/analyse';
import { reportOf } from '../domain/analysis/report';
import { InputError, type Locale } from '../domain/issue';
import { describe, type DescribedIssue } from '../domain/messages';
import { indexPlan } from '../domain/nomenclature/plan-index';
import { decodePlan, encodePlan } from '../domain/nomenclature/plan-seed';
import { balanceExtract } from '../domain/readers/extract';
import { readGrid, type Grid, type GridChoice } from '../domain/readers/grid';
import type { LedgerTable, Mapping } from '../domain/readers/mapping';
import type { Format } from '../domain/readers/reader';

// A Worker of its own: it reads a file of accounts in the browser, so that nothing of it leaves before the user
// has seen what it holds. What the database knows it asks of the page, which has the session.

/** What the reader asks of the server through the page: names and codes, nothing of the file's content. */
export interface Questions {
  plans: [query: null, answer: string[]];
  /** The plan in its compact form. */
  plan: [id: string, answer: string];
  declension: [budget: { siret: string; budget: string }, answer: string | null];
  mapping: [shape: string, answer: Mapping | null];
  effects: [file: EffectsRequest, answer: EffectsAnswer];
}
export type Question = keyof Questions;

export interface ReadRequest {
  type: 'read';
  file: File;
  options: AnalysisOptions;
  /** The server has it already: what is read is the whole of it. */
  stored: boolean;
  locale: Locale;
}
/** A grid of quantities by service: what leaves the Worker is its head and its sums. */
export interface GridRequest {
  type: 'grid';
  file: File;
  sheet?: string | undefined;
  choice?: GridChoice | undefined;
  locale: Locale;
}
export type ToReader =
  ReadRequest | GridRequest | { type: 'answer'; id: number; answer?: unknown; failure?: string };

export type FromReader =
  | { type: 'ask'; id: number; question: Question; query: unknown }
  | { type: 'progress'; bytes: number }
  /** `sent`: what is to be imported, the file or that part of it which was asked for. */
  | { type: 'read'; answer: ImportAnswer; ledger: LedgerTable | null; sent: File }
  | { type: 'grid'; grid: Grid }
  /** `failure`: where the question `id` was refused, whose reason the page knows. */
  | {
      type: 'failed';
      issues: DescribedIssue[];
      format: Format | null;
      ledger: LedgerTable | null;
      failure: string | null;
    };

/** Often enough for a progress bar. */
const PROGRESS_EVERY = 1_000_000;

const waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
const post = (message: FromReader) => self.postMessage(message);

function ask<Asked extends Question>(
  question: Asked,
  query: Questions[Asked][0],
): Promise<Questions[Asked][1]> {
  const id = waiting.size;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject });
    post({ type: 'ask', id, question, query });
  });
}

const knowledge: Knowledge = {
  plans: () => ask('plans', null),
  plan: async (id) => indexPlan({ ...decodePlan(await ask('plan', id)), id }),
  declension: (siret, budget) => ask('declension', { siret, budget }),
  mapping: (shape) => ask('mapping', shape),
};

/** Does what was asked, or says why it cannot be done; `format`, as far as the file was recognised by then. */
async function failing(
  locale: Locale,
  work: () => Promise<void>,
  format: () => Format | null = () => null,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const known = { type: 'failed' as const, format: format() };
    if (error instanceof InputError) {
      const issues = error.issues.map((issue) => describe(issue, locale));
      const ledger = 'columns' in error.details ? (error.details as LedgerTable) : null;
      post({ ...known, issues, ledger, failure: null });
    } else post({ ...known, issues: [], ledger: null, failure: (error as Error).message });
  }
}

const readGridFile = ({ file, sheet, choice, locale }: GridRequest) =>
  failing(locale, async () => {
    post({ type: 'grid', grid: await readGrid(chunksOf(file), sheet, choice) });
  });

function read({ file, options, stored, locale }: ReadRequest): Promise<void> {
  let format: Format | null = null;
  const work = async () => {
    ({ format } = await recognise(streamOf(file)));
    const { siret } = options;
    const extracted = format === 'balance' && siret !== undefined && !stored;
    const sent = extracted ? await extractOf(file, siret, locale) : file;
    const analysis = await analyse(() => (extracted ? streamOf(sent) : chunksOf(sent)), options, knowledge);
    const facts = { name: sent.name, sha256: await hashOf(sent) };
    const documents = analysis.documents.map(({ document }) => {
      const { siret, budget, exercice, stage, number } = document;
      return { siret, budget, exercice, stage, number };
    });
    const { effects, plan, ...holders } = await ask('effects', {
      sha256: facts.sha256,
      siret: options.siret,
      nomenclature: options.nomenclature,
      mapping: options.mapping,
      documents,
      // A chart of accounts is public: that may be told.
      plan: analysis.plan ? encodePlan(analysis.plan.plan) : undefined,
    });
    const report = reportOf(facts, analysis, effects, locale, plan);
    const answer = {
      id: null,
      status: 'preview' as const,
      ...report,
      ...holders,
      file: null,
      imported_on: null,
    };
    const ledger = analysis.ledger && { ...analysis.ledger.table, proposal: analysis.ledger.mapping };
    post({ type: 'read', answer, ledger, sent });
  };
  return failing(locale, work, () => format);
}

/** Of the balance of all authorities, some hundred megabytes, only what is asked for is sent. */
async function extractOf(file: File, siret: string, locale: Locale): Promise<File> {
  const parts: string[] = [];
  for await (const text of balanceExtract(chunksOf(file), siret)) parts.push(text);
  return new File(parts, locale === 'fr' ? `extrait de ${file.name}` : `extract of ${file.name}`);
}

async function* chunksOf(file: File): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  let told = 0;
  for await (const chunk of streamOf(file)) {
    yield chunk;
    bytes += chunk.length;
    if (bytes - told < PROGRESS_EVERY) continue;
    told = bytes;
    post({ type: 'progress', bytes });
  }
}

/** A stream is not iterable in every browser yet. */
async function* streamOf(file: File): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}

/** Not by crypto.subtle: it wants the whole file at once, and exists on HTTPS only. */
async function hashOf(file: File): Promise<string> {
  const hash = sha256.create();
  for await (const chunk of streamOf(file)) hash.update(chunk);
  return bytesToHex(hash.digest());
}

self.addEventListener('message', ({ data }: MessageEvent<ToReader>) => {
  if (data.type === 'read') void read(data);
  else if (data.type === 'grid') void readGridFile(data);
  else if (data.failure === undefined) waiting.get(data.id)?.resolve(data.answer);
  else waiting.get(data.id)?.reject(new Error(data.failure));
});
