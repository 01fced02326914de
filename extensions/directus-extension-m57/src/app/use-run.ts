import type { RunSummary } from '../contract/allocations';
import { useServer } from './api';

/** What a panel asks: people and dashboard variables give text or numbers, perhaps blank. */
export interface AskedRun {
  run: string;
  exercice: string;
}
export const askedRun = (run: unknown, exercice: unknown): AskedRun => ({
  run: String(run ?? '').trim(),
  exercice: String(exercice ?? '').trim(),
});

/** The run of that number; else of that year the newest that is validated, else the newest draft. Null: none. */
export function useRun() {
  const server = useServer();
  return async ({ run, exercice }: AskedRun, signal: AbortSignal): Promise<number | null> => {
    if (/^\d+$/.test(run)) return Number(run);
    const asked = exercice ? { exercice } : {};
    const runs = await server.get<RunSummary[]>('/m57/allocations/runs', asked, signal);
    const alive = runs.filter(({ status }) => status !== 'reversed');
    const years = alive.map((one) => one.exercice);
    const latest = alive.filter((one) => one.exercice === Math.max(...years));
    return (latest.find(({ status }) => status === 'validated') ?? latest[0])?.id ?? null;
  };
}
