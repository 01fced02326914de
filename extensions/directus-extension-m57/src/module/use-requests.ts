import { computed, shallowRef, watch } from 'vue';
import { problemOf, useServer, type Problem } from '../app/api';
import { withStatus, type Columns } from '../app/requests';
import { useLoad } from '../app/use-load';
import type { RequestCard, RequestsAnswer } from '../contract/interactions';
import type { RequestStatus } from '../domain/relation/model';

/**
 * The board of requests. A card that is moved is shown in its new place at once; a refusal (somebody moved it
 * meanwhile) is told, and what is there now is read anew. The last move can be taken back.
 */
export function useRequests(filter: () => Record<string, string> | null) {
  const server = useServer();
  const { data, problem, reload } = useLoad(filter, (asked, signal) =>
    server.get<RequestsAnswer>('/m57/requests', asked, signal),
  );
  const columns = shallowRef<Columns>([]);
  watch(data, (answer) => (columns.value = answer?.columns ?? []), { immediate: true });

  const last = shallowRef<{ card: RequestCard; from: RequestStatus } | null>(null);
  const refused = shallowRef<Problem | null>(null);
  /** Moves are sent one after another: each tells the status that the one before has made. */
  let sending: Promise<unknown> = Promise.resolve();

  async function put(card: RequestCard, status: RequestStatus): Promise<RequestCard | null> {
    if (card.status === status || !data.value) return null;
    refused.value = null;
    columns.value = withStatus(columns.value, card, status, data.value.today);
    const answer = sending.then(() =>
      server.put<RequestCard>(`/m57/requests/${card.id}`, { from: card.status, status }),
    );
    sending = answer.catch(() => {});
    try {
      const stored = await answer;
      columns.value = columns.value.map((column) => ({
        ...column,
        // It may have been moved on by now.
        cards: column.cards.map((one) =>
          one.id === stored.id && one.status === stored.status ? stored : one,
        ),
      }));
      return stored;
    } catch (error) {
      refused.value = problemOf(error);
      await reload();
      return null;
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
    last,
    refused,
    move,
    undo,
  };
}
