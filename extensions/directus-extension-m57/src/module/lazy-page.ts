import * as sdk from '@directus/extensions-sdk';
import assets from 'virtual:m57-assets';
import * as vue from 'vue';
import { defineComponent, h, resolveComponent, shallowRef, type Component } from 'vue';
import * as i18n from 'vue-i18n';
import * as router from 'vue-router';
import LoadingRows from '../app/LoadingRows.vue';
import ProblemNotice from '../app/ProblemNotice.vue';
import { problemOf, useServer, type Problem } from '../app/api';
import { useMessages } from '../app/messages';
import type { PageName } from './pages';

type Pages = Record<PageName, Component>;
let pages: Promise<Pages> | null = null;

/** The pages are built apart and share what the host gives to app.js; scripts/build.ts names it alike. */
function load(url: string): Promise<Pages> {
  Object.assign(globalThis, { m57Host: { sdk, vue, i18n, router } });
  pages ??= (import(/* @vite-ignore */ url) as Promise<{ default: { PAGE_COMPONENTS: Pages } }>).then(
    (chunk) => chunk.default.PAGE_COMPONENTS,
  );
  pages.catch(() => (pages = null));
  return pages;
}

/** A page that is fetched when it is opened first, so that a login does not load the whole module. */
export const lazyPage = (name: PageName): Component =>
  defineComponent({
    setup() {
      const server = useServer();
      const { t } = useMessages();
      const page = shallowRef<Component | null>(null);
      const problem = shallowRef<Problem | null>(null);
      async function open() {
        problem.value = null;
        try {
          page.value = (await load(server.address(`/m57/assets/${assets.pages}`)))[name];
        } catch (error) {
          problem.value = problemOf(error);
        }
      }
      void open();
      return () => {
        if (page.value) return h(page.value);
        const content = problem.value
          ? h(ProblemNotice, { what: t('problem.page'), problem: problem.value, retry: open })
          : h(LoadingRows);
        return h(resolveComponent('private-view'), { title: 'M57' }, () =>
          h('div', { class: 'm57-page' }, content),
        );
      };
    },
  });
