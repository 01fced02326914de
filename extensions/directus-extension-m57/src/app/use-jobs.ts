import { onScopeDispose, readonly, shallowRef } from 'vue';
import type { JobAnswer } from '../contract/jobs';
import { useServer } from './api';

const IDLE_MS = 10_000;
const BUSY_MS = 1_000;

// One question for all that is on the screen.
const jobs = shallowRef<JobAnswer[]>([]);
let followers = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

export const isRunning = ({ status }: JobAnswer) => status === 'running' || status === 'cancelling';

/**
 * Long work of this Directus, asked for as long as the component that calls is there and its page is seen: often
 * while something runs. `look` asks at once.
 */
export function useJobs() {
  const server = useServer();

  async function look() {
    clearTimeout(timer);
    try {
      if (document.visibilityState === 'visible') jobs.value = await server.get<JobAnswer[]>('/m57/jobs');
    } catch {
      // What was known stays; whoever starts something is told what is wrong.
    }
    clearTimeout(timer);
    if (followers > 0) timer = setTimeout(() => void look(), jobs.value.some(isRunning) ? BUSY_MS : IDLE_MS);
  }

  followers += 1;
  if (followers === 1) void look();
  onScopeDispose(() => {
    followers -= 1;
    if (followers === 0) clearTimeout(timer);
  });
  return { jobs: readonly(jobs), look };
}
