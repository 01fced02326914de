import { defineComponent, h, resolveComponent, type Component } from 'vue';
import LoadingRows from '../app/LoadingRows.vue';
import ProblemNotice from '../app/ProblemNotice.vue';
import { useLazy } from '../app/lazy';
import { useMessages } from '../app/messages';
import type { PageName } from './pages';

/** A page of the module, in its frame while it is on its way. */
export const lazyPage = (name: PageName): Component =>
  defineComponent({
    setup() {
      const { t } = useMessages();
      const { component, problem, open } = useLazy((chunk) => chunk.PAGE_COMPONENTS[name]!);
      return () => {
        if (component.value) return h(component.value);
        const content = problem.value
          ? h(ProblemNotice, { what: t('problem.page'), problem: problem.value, retry: open })
          : h(LoadingRows);
        return h(resolveComponent('private-view'), { title: 'M57' }, () =>
          h('div', { class: 'm57-page' }, content),
        );
      };
    },
  });
