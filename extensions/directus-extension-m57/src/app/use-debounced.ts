import { onScopeDispose, ref, watch, type Ref } from 'vue';

/** The value once it has been left alone for `delay` ms: typing is not a question until it pauses. */
export function useDebounced<T>(source: Readonly<Ref<T>>, delay = 250): Readonly<Ref<T>> {
  const settled = ref(source.value) as Ref<T>;
  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(source, (value) => {
    clearTimeout(timer);
    timer = setTimeout(() => (settled.value = value), delay);
  });
  onScopeDispose(() => clearTimeout(timer));
  return settled;
}
