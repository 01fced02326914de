import * as sdk from '@directus/extensions-sdk';
import assets from 'virtual:m57-assets';
import * as vue from 'vue';
import { shallowRef, type Component } from 'vue';
import * as i18n from 'vue-i18n';
import * as router from 'vue-router';
import { problemOf, useServer, type Problem } from './api';

/** What the chunk of pages holds (module/page-components.ts). */
export interface Chunk {
  PAGE_COMPONENTS: Record<string, Component>;
  SEGMENT_EDITOR: Component;
}
let chunk: Promise<Chunk> | null = null;

/** The pages are built apart and share what the host gives to app.js; scripts/build.ts names it alike. */
function load(url: string): Promise<Chunk> {
  Object.assign(globalThis, { m57Host: { sdk, vue, i18n, router } });
  chunk ??= (import(/* @vite-ignore */ url) as Promise<{ default: Chunk }>).then((built) => built.default);
  chunk.catch(() => (chunk = null));
  return chunk;
}

/** A component that is fetched when it is shown first, so that a login does not load the whole module. */
export function useLazy(choose: (chunk: Chunk) => Component) {
  const server = useServer();
  const component = shallowRef<Component | null>(null);
  const problem = shallowRef<Problem | null>(null);
  async function open() {
    problem.value = null;
    try {
      component.value = choose(await load(server.address(`/m57/assets/${assets.pages}`)));
    } catch (error) {
      problem.value = problemOf(error);
    }
  }
  void open();
  return { component, problem, open };
}
