import { onScopeDispose, ref } from 'vue';

/** Whether the window is at most so wide, for what a style sheet cannot do alone: other elements, not another look. */
export function useNarrow(width: number) {
  const query = matchMedia(`(width <= ${width}px)`);
  const narrow = ref(query.matches);
  const follow = () => (narrow.value = query.matches);
  query.addEventListener('change', follow);
  onScopeDispose(() => query.removeEventListener('change', follow));
  return narrow;
}
