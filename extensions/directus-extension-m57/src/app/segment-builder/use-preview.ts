import { computed, toRaw } from 'vue';
import type { PreviewAnswer } from '../../contract/segments';
import type { Condition } from '../../domain/segments/definition';
import { useServer } from '../api';
import { useDebounced } from '../use-debounced';
import { useLoad } from '../use-load';

export interface Asked {
  purpose: string;
  where: Condition;
  segment?: number | undefined;
  profile: boolean;
}

/**
 * Who a definition is met by, while it is being built: asked when the typing pauses, overtaken requests aborted. What
 * the server finds wrong comes as `issues`, by their path; the figures of the former definition are not shown then.
 */
export function usePreview(asked: () => Asked | null) {
  const server = useServer();
  // What is asked in another tab, or beside this, replaces nothing here.
  const asker = Math.random().toString(36).slice(2);
  const question = computed(asked);
  const settled = useDebounced(question, 300);
  const { data, loading, problem, reload } = useLoad(
    () => settled.value,
    ({ where, ...others }, signal) =>
      server.post<PreviewAnswer>(
        '/m57/segments/preview',
        { ...others, asker, definition: { version: 1, where } },
        { signal },
      ),
  );
  const issues = computed(() =>
    (problem.value?.issues ?? []).flatMap(({ path, message }) =>
      path === undefined ? [] : [{ path, message }],
    ),
  );
  return {
    answer: computed(() => (problem.value ? null : data.value)),
    /** What is shown is not yet what stands there. */
    stale: computed(() => loading.value || question.value !== toRaw(settled.value)),
    /** What is wrong beside the definition, such as the server itself. */
    problem: computed(() => (issues.value.length > 0 ? null : problem.value)),
    issues,
    reload,
  };
}
