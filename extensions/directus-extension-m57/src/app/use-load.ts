import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import { problemOf, type Problem } from './api';
import { currentRevision } from './use-changes';

/**
 * Data that follow what they depend on: fetched at once and whenever `source` changes; a request that has been
 * overtaken is aborted and never shown. Null from `source` means "not yet". While new data come, the old stay,
 * so that the page does not jump.
 */
export function useLoad<Source, Data>(
  source: () => Source | null,
  fetch: (source: Source, signal: AbortSignal) => Promise<Data>,
) {
  const data = shallowRef<Data | null>(null);
  const loading = ref(false);
  const problem = shallowRef<Problem | null>(null);
  let controller = new AbortController();

  async function reload() {
    controller.abort();
    const current = (controller = new AbortController());
    const asked = source();
    if (asked === null) return;
    loading.value = true;
    try {
      const answer = await fetch(asked, current.signal);
      if (current.signal.aborted) return;
      data.value = answer;
      problem.value = null;
    } catch (error) {
      if (!current.signal.aborted) problem.value = problemOf(error);
    } finally {
      if (!current.signal.aborted) loading.value = false;
    }
  }

  watch(() => JSON.stringify(source()), reload, { immediate: true });
  // An import has come in or gone, here or elsewhere: these figures may be others now.
  watch(currentRevision, (_, known) => {
    if (known !== null) void reload();
  });
  onScopeDispose(() => controller.abort());
  return { data, loading, problem, reload };
}
