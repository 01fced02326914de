import { computed, ref, watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import type { Server } from '../app/api';
import { isEnglish, useMessages } from '../app/messages';
import { EVERYBODY, grouped } from '../app/segment-builder/tree';
import { beginningOf, draftOf, itemOf, NEW_DRAFT, type Draft } from '../app/segments';
import { useAction } from '../app/use-action';
import { useHistory } from '../app/use-history';
import type { SegmentOptions, SegmentPage } from '../contract/segments';
import type { Condition } from '../domain/segments/definition';

/**
 * A segment as it is being changed, beside what is stored; a new one begins with what the address says.
 * `segment`: as the server gave it, null while it comes or for a new one.
 */
export function useSegmentDraft(
  server: Server,
  segment: () => SegmentPage | null,
  options: () => SegmentOptions | null,
  mayChange: () => boolean,
) {
  const route = useRoute();
  const router = useRouter();
  const { locale } = useMessages();

  const isNew = computed(() => route.params['id'] === 'nouveau');
  const history = useHistory<Condition>(EVERYBODY);
  const saved = ref<Draft>(NEW_DRAFT);
  const draft = ref<Draft>(NEW_DRAFT);
  const isDirty = computed(
    () => mayChange() && (history.dirty.value || JSON.stringify(draft.value) !== JSON.stringify(saved.value)),
  );
  function begin(stored: Draft, where: Condition) {
    saved.value = draft.value = stored;
    history.reset(grouped(where));
  }
  /** What was stored here comes again: the steps to it can still be undone. */
  function goOn(stored: Draft, where: Condition) {
    if (JSON.stringify(grouped(where)) !== JSON.stringify(history.state.value)) return begin(stored, where);
    saved.value = draft.value = stored;
    history.keep();
  }
  function beginNew({ purposes }: SegmentOptions) {
    const beginning = beginningOf(route.query, isEnglish(locale.value) ? 'en' : 'fr');
    begin(NEW_DRAFT, beginning?.definition.where ?? EVERYBODY);
    if (!beginning) return;
    const { definition: _, purpose, ...said } = beginning;
    const isDeclared = purposes.some(({ code }) => code === purpose);
    draft.value = { ...NEW_DRAFT, ...said, purpose: isDeclared ? purpose : '' };
  }

  /** Of which segment the draft is: one that is being changed is not overwritten by what comes again. */
  const begun = ref<string | null>(null);
  watch(
    () => [segment(), options(), route.fullPath] as const,
    ([stored, offered]) => {
      const key = isNew.value ? `new ${JSON.stringify(route.query)}` : String(route.params['id']);
      if (begun.value === key && (isNew.value || isDirty.value)) return;
      if (isNew.value && offered) beginNew(offered);
      else if (!isNew.value && stored)
        (begun.value === key ? goOn : begin)(draftOf(stored), stored.definition?.where ?? EVERYBODY);
      else return;
      begun.value = key;
    },
    { immediate: true },
  );

  /** Of a list whose members were chosen there is nothing to define. */
  const isList = computed(() => draft.value.mode === 'static');
  const isComplete = computed(() => draft.value.name.trim() !== '' && draft.value.purpose !== '');
  /** `then` is called once it is stored. */
  const save = useAction(async (then: (id: number) => Promise<void>) => {
    // What is changed while it is on its way is not stored yet.
    const sent = draft.value;
    const where = isList.value ? null : history.state.value;
    const item = itemOf(sent, where);
    const { id } = isNew.value
      ? await server.post<{ id: number }>('/items/m57_segments', item)
      : await server.patch<{ id: number }>(`/items/m57_segments/${String(route.params['id'])}`, item);
    if (where) history.keep(where);
    saved.value = sent;
    if (isNew.value) {
      begun.value = String(id);
      await router.replace(`/m57/segments/${id}`);
    }
    await then(id);
  });
  /** What is left here is not to be asked for: it is gone. */
  const drop = () => begin(NEW_DRAFT, EVERYBODY);

  return {
    isNew,
    history,
    draft,
    isDirty,
    isReady: computed(() => begun.value !== null),
    /** The draft is of this segment, or of the new one that has just become it. */
    isOf: (id: unknown) => begun.value === id,
    isList,
    isComplete,
    save,
    drop,
  };
}
