import { computed, ref, shallowRef } from 'vue';
import type { RunRequest } from '../contract/allocations';
import type { JobAnswer } from '../contract/jobs';
import { useServer, type Problem } from './api';
import { useAction } from './use-action';
import { isRunning, useJobs } from './use-jobs';

const ASK_EVERY_MS = 500;

/** Asks for a run and follows its job; the job goes on without us when the page is left. */
export function useNewRun(ended: (run: number) => void) {
  const server = useServer();
  const { look } = useJobs();
  const job = shallowRef<JobAnswer | null>(null);
  const failure = ref<string | null>(null);

  const action = useAction(async (request: RunRequest) => {
    failure.value = null;
    try {
      job.value = await server.post<JobAnswer>('/m57/allocations/runs', request, {
        params: { background: true },
      });
      void look();
      while (isRunning(job.value)) {
        await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
        job.value = await server.get<JobAnswer>(`/m57/jobs/${job.value.id}`);
      }
      const { status, target, result } = job.value;
      if (status === 'done' && target !== null) ended(target);
      else failure.value = result ?? status;
    } finally {
      job.value = null;
      void look();
    }
  });

  /** Why there is no run: refused at once, or on the way. */
  const problem = computed(
    (): Problem | null =>
      action.problem.value ??
      (failure.value === null ? null : { code: 'RUN_FAILED', message: failure.value, issues: [] }),
  );
  return { start: action.start, busy: action.busy, job, problem };
}
