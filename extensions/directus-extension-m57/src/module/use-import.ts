import { computed, ref, shallowRef } from 'vue';
import { useServer } from '../app/api';
import { useAction } from '../app/use-action';

const ASK_EVERY_MS = 700;

/**
 * Sends a file to the imports at `path`, and follows its import until it has ended; it goes on without us when the page
 * is left. `linesOf`: how many it has read.
 */
export function useImport<State extends { id: number | null; status: string }>(
  path: string,
  linesOf: (state: State) => number,
) {
  const server = useServer();
  const running = shallowRef<State | null>(null);
  /** Share of the file that has been sent, in percent; null before and after. */
  const sent = ref<number | null>(null);
  let since = 0;

  /** How the import ended. */
  async function run(body: FormData | object, signal: AbortSignal): Promise<State> {
    try {
      sent.value = 0;
      let state = await server.post<State>(path, body, {
        params: { background: true },
        signal,
        onUploadProgress: ({ loaded, total }) => (sent.value = total ? (100 * loaded) / total : 0),
      });
      sent.value = null;
      since = Date.now();
      while (state.status === 'running') {
        running.value = state;
        await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
        signal.throwIfAborted();
        state = await server.get<State>(`${path}/${state.id}`, {}, signal);
      }
      return state;
    } finally {
      running.value = null;
      sent.value = null;
    }
  }

  /** Lines read, lines a second, and what is left of `total` lines in percent and seconds, once that can be told. */
  const progress = (total: number) =>
    computed(() => {
      const lines = running.value ? linesOf(running.value) : 0;
      const seconds = (Date.now() - since) / 1000;
      if (lines === 0 || total === 0) return { lines, rate: null, percent: null, left: null };
      return {
        lines,
        rate: Math.round(lines / seconds),
        percent: Math.min(100, (100 * lines) / total),
        left: Math.ceil(seconds * (total / lines - 1)),
      };
    });

  const cancel = useAction(async () => {
    await server.post(`${path}/${running.value!.id}/cancel`, {});
  });

  return { run, running, sent, progress, cancel };
}
