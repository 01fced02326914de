import { onScopeDispose, readonly, ref } from 'vue';
import type { Changes } from '../contract/overview';
import { useServer } from './api';

const EVERY_MS = 5_000;

// One question for all that is on the screen.
const revision = ref<string | null>(null);
let followers = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** What `useLoad` follows: another text once an import has come in or gone, by whomever. Null: not known yet. */
export const currentRevision = readonly(revision);

/** Keeps `currentRevision` up to date as long as the component that calls is there and its page is seen. */
export function useChanges() {
  const server = useServer();

  async function look() {
    try {
      if (document.visibilityState === 'visible')
        revision.value = (await server.get<Changes>('/m57/changes')).revision;
    } catch {
      // The figures stay as they are; whoever asks for others is told what is wrong.
    }
    if (followers > 0) timer = setTimeout(() => void look(), EVERY_MS);
  }

  followers += 1;
  if (followers === 1) void look();
  onScopeDispose(() => {
    followers -= 1;
    if (followers === 0) clearTimeout(timer);
  });
}
