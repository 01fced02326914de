import { onScopeDispose, ref, watch, type ComponentPublicInstance, type Ref } from 'vue';

/** So far ahead of where one looks that what takes a moment is mostly there when one comes. */
const AHEAD = '300px';

/** Whether something has come into sight, or nearly; once is enough. For what is dear to ask and stands far below. */
export function useSeen(target: Readonly<Ref<HTMLElement | ComponentPublicInstance | null>>) {
  const seen = ref(false);
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      seen.value = true;
      observer.disconnect();
    },
    { rootMargin: AHEAD },
  );
  watch(
    target,
    (now) => {
      if (now && !seen.value) observer.observe(now instanceof HTMLElement ? now : (now.$el as HTMLElement));
    },
    { immediate: true },
  );
  onScopeDispose(() => observer.disconnect());
  return seen;
}
