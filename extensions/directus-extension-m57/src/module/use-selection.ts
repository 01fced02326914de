import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { resolveSelection, selectionParams, type Selection } from '../app/selection';
import { useStatus } from '../app/status';

/** The budget document that the page shows: it lives in the address bar, so that a screen can be shared. */
export function useSelection() {
  const route = useRoute();
  const router = useRouter();
  const { documents } = useStatus();

  const selection = computed(() => (documents.value ? resolveSelection(route.query, documents.value) : null));
  const params = computed(() => (selection.value ? selectionParams(selection.value) : null));

  function choose(change: Partial<Record<keyof Selection, string>>) {
    const resolved = resolveSelection({ ...route.query, ...change }, documents.value ?? []);
    if (!resolved) return;
    const { stage: _, ...others } = route.query;
    return router.replace({ query: { ...others, ...selectionParams(resolved) } });
  }

  return { selection, params, choose };
}
