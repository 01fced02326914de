import { shallowRef } from 'vue';
import type { DocumentChoice } from '../contract/ledger';
import type { Capability, Status } from '../contract/status';
import { problemOf, useServer, type Problem } from './api';

// Shared by every page of the module: asked once, and again after what changes them.
const status = shallowRef<Status | null>(null);
const documents = shallowRef<DocumentChoice[] | null>(null);
const problem = shallowRef<Problem | null>(null);

/** What is installed, what the user may do, and which budget documents there are to choose from. */
export function useStatus() {
  const server = useServer();

  async function refresh() {
    try {
      status.value = await server.get<Status>('/m57/status');
      const readable =
        status.value.installed && (status.value.access.finance || status.value.access.steering);
      documents.value = readable ? await server.get<DocumentChoice[]>('/m57/ledger/documents') : [];
      problem.value = null;
    } catch (error) {
      problem.value = problemOf(error);
    }
  }

  const has = (name: Capability) =>
    status.value?.capabilities.some(({ capability, installed }) => capability === name && installed) ?? false;

  return { status, documents, problem, refresh, has };
}
