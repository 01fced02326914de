import assets from 'virtual:m57-assets';
import type { FromReader, GridRequest, Question, ReadRequest, ToReader } from '../assets/reader';
import type { ImportAnswer } from '../contract/imports';
import type { Grid } from '../domain/readers/grid';
import type { LedgerTable } from '../domain/readers/mapping';
import type { Format } from '../domain/readers/reader';
import { problemOf, useServer, type Problem } from './api';
import { isEnglish, useMessages } from './messages';

/** What a file holds, or why it cannot be read; of a ledger export its table, and the mapping it was read with. */
export interface Reading {
  answer: ImportAnswer | null;
  problem: Problem | null;
  ledger: LedgerTable | null;
  /** Of a file that cannot be read too, as far as it was recognised. */
  format: Format | null;
  /** What is to be imported: the file, or that part of it which was asked for. */
  sent: File | null;
}

const failed = (
  problem: Problem,
  { ledger, format }: Pick<Reading, 'ledger' | 'format'> = { ledger: null, format: null },
): Reading => ({ answer: null, problem, ledger, format, sent: null });

/**
 * Reads a file of accounts in a Worker of this browser: nothing of it is sent. `progress` gets the bytes read so
 * far; an aborted reading never answers.
 */
export function useReader() {
  const server = useServer();
  const { locale } = useMessages();

  const answers: Record<Question, (query: never) => Promise<unknown>> = {
    plans: () => server.get('/m57/nomenclatures'),
    plan: (id: string) => server.get(`/m57/nomenclatures/${encodeURIComponent(id)}`),
    declension: (budget: { siret: string; budget: string }) => server.get('/m57/imports/declension', budget),
    mapping: (shape: string) => server.get(`/m57/imports/mappings/${encodeURIComponent(shape)}`),
    effects: (file: object) => server.post('/m57/imports/effects', file),
  };

  return function read(
    file: File,
    asked: ReadRequest['options'] & { stored: boolean },
    { signal, progress }: { signal: AbortSignal; progress(bytes: number): void },
  ): Promise<Reading> {
    const { stored, ...options } = asked;
    return new Promise((resolve) => {
      const worker = new Worker(server.address(`/m57/assets/${assets.reader}`), { type: 'module' });
      const send = (message: ToReader) => worker.postMessage(message);
      const end = (reading: Reading) => {
        worker.terminate();
        resolve(reading);
      };
      let refused: Problem | null = null;
      signal.addEventListener('abort', () => worker.terminate());
      worker.addEventListener('error', () =>
        end(failed({ code: 'READER_FAILED', message: null, issues: [] })),
      );
      worker.addEventListener('message', ({ data }: MessageEvent<FromReader>) => {
        if (data.type === 'progress') progress(data.bytes);
        else if (data.type === 'read') {
          const { answer, ledger, sent } = data;
          end({ answer, problem: null, ledger, format: answer.format, sent });
        } else if (data.type === 'grid') return;
        else if (data.type === 'failed') end(failed(refused ?? problemIn(data), data));
        else
          answers[data.question](data.query as never).then(
            (answer) => send({ type: 'answer', id: data.id, answer }),
            (error: unknown) => {
              refused = problemOf(error);
              send({ type: 'answer', id: data.id, failure: refused.code });
            },
          );
      });
      send({ type: 'read', file, options, stored, locale: isEnglish(locale.value) ? 'en' : 'fr' });
    });
  };
}

function problemIn({ issues, failure }: FromReader & { type: 'failed' }): Problem {
  const [first] = issues;
  return first
    ? { code: first.code, message: first.message, issues }
    : { code: 'READER_FAILED', message: failure, issues: [] };
}

/** Reads a grid of quantities in a Worker, as `useReader` does: its sums, or why it cannot be read. */
export function useGridReader() {
  const server = useServer();
  const { locale } = useMessages();

  return function read(
    file: File,
    options: Pick<GridRequest, 'sheet' | 'choice'>,
  ): Promise<{ grid: Grid | null; problem: Problem | null }> {
    return new Promise((resolve) => {
      const worker = new Worker(server.address(`/m57/assets/${assets.reader}`), { type: 'module' });
      const end = (grid: Grid | null, problem: Problem | null) => {
        worker.terminate();
        resolve({ grid, problem });
      };
      worker.addEventListener('error', () => end(null, { code: 'READER_FAILED', message: null, issues: [] }));
      worker.addEventListener('message', ({ data }: MessageEvent<FromReader>) => {
        if (data.type === 'grid') end(data.grid, null);
        else if (data.type === 'failed') end(null, problemIn(data));
      });
      const language = isEnglish(locale.value) ? 'en' : 'fr';
      worker.postMessage({ type: 'grid', file, ...options, locale: language } satisfies ToReader);
    });
  };
}
