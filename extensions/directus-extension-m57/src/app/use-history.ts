import { computed, shallowRef, type ShallowRef } from 'vue';

/**
 * A value that is changed step by step, with undo and redo. Values are replaced, never changed in place. Changes
 * with the same `step` one after another (the letters of a word) are undone together.
 */
export function useHistory<T>(first: T) {
  const state = shallowRef(first) as ShallowRef<T>;
  const saved = shallowRef(first) as ShallowRef<T>;
  const past = shallowRef<T[]>([]);
  const future = shallowRef<T[]>([]);
  let last: string | null = null;

  function change(next: T, step: string | null = null) {
    if (step === null || step !== last) past.value = [...past.value, state.value];
    last = step;
    future.value = [];
    state.value = next;
  }
  function undo() {
    if (past.value.length === 0) return;
    future.value = [state.value, ...future.value];
    state.value = past.value.at(-1)!;
    past.value = past.value.slice(0, -1);
    last = null;
  }
  function redo() {
    if (future.value.length === 0) return;
    past.value = [...past.value, state.value];
    state.value = future.value[0]!;
    future.value = future.value.slice(1);
    last = null;
  }
  /** Begins anew with a value as it is stored. */
  function reset(value: T) {
    state.value = saved.value = value;
    past.value = future.value = [];
    last = null;
  }
  /** What is there now is stored; it can still be undone. */
  const keep = (value = state.value) => (saved.value = value);

  return {
    state,
    saved,
    change,
    undo,
    redo,
    reset,
    keep,
    canUndo: computed(() => past.value.length > 0),
    canRedo: computed(() => future.value.length > 0),
    dirty: computed(() => JSON.stringify(state.value) !== JSON.stringify(saved.value)),
  };
}
