import { computed, shallowRef, watch } from 'vue';
import { problemOf, useServer, type Problem } from '../app/api';
import { withStatus, type Columns } from '../app/requests';
import { useLoad } from '../app/use-load';
import type { RequestCard, RequestsAnswer } from '../contract/interactions';
import type { RequestStatus } from '../domain/relation/model';

/**
 * The board of requests. A card that is moved is shown in its new place at once; a refusal (somebody moved it
 * meanwhile) puts it back, is told, and what is there now is read anew. The last move can be taken back.
 */
export function useRequests(filter: () => Record<string, string> | null) {
  const server = useServer();
  const { data, problem, reload } = useLoad(filter, (asked, signal) =>
    server.get<RequestsAnswer>('/m57/requests', asked, signal),
  );
  const columns = shallowRef<Columns>([]);
  watch(data, (answer) => (columns.value = answer?.columns ?? []), { immediate: true });

  const busy = shallowRef(false);
  const last = shallowRef<{ card: RequestCard; from: RequestStatus } | null>(null);
  const refused = shallowRef<Problem | null>(null);

  async function put(card: RequestCard, status: RequestStatus): Promise<RequestCard | null> {
    if (busy.value || card.status === status || !data.value) return null;
    const before = columns.value;
    const { today } = data.value;
    busy.value = true;
    refused.value = null;
    columns.value = withStatus(before, card, status, today);
    try {
      const stored = await server.put<RequestCard>(`/m57/requests/${card.id}`, { from: card.status, status });
      columns.value = columns.value.map((column) => ({
        ...column,
        cards: column.cards.map((one) => (one.id === stored.id ? stored : one)),
      }));
      return stored;
    } catch (error) {
      columns.value = before;
      refused.value = problemOf(error);
      void reload();
      return null;
    } finally {
      busy.value = false;
    }
  }

  async function move(card: RequestCard, status: RequestStatus) {
    const stored = await put(card, status);
    if (stored) last.value = { card: stored, from: card.status };
  }
  async function undo() {
    if (!last.value) return;
    const { card, from } = last.value;
    last.value = null;
    await put(card, from);
  }

  return {
    columns,
    today: computed(() => data.value?.today ?? ''),
    services: computed(() => data.value?.services ?? []),
    loaded: computed(() => data.value !== null),
    problem,
    reload,
    busy,
    last,
    refused,
    move,
    undo,
  };
}
