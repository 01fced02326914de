import { ref, shallowRef } from 'vue';
import { problemOf, type Problem } from './api';

/** Something the user starts: one at a time, its problem kept for the screen until the next try. */
export function useAction<Args extends unknown[]>(run: (...args: Args) => Promise<void>) {
  const busy = ref(false);
  const problem = shallowRef<Problem | null>(null);
  async function start(...args: Args) {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    try {
      await run(...args);
    } catch (error) {
      problem.value = problemOf(error);
    } finally {
      busy.value = false;
    }
  }
  return { busy, problem, start };
}
