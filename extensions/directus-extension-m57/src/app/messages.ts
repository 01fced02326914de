import { useApi } from '@directus/extensions-sdk';
import assets from 'virtual:m57-assets';
import { reactive, watch } from 'vue';
import { useI18n } from 'vue-i18n';
import type * as English from '../assets/en-US';
import frFR from '../locales/fr-FR';

type Leaves<T, Prefix extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${Prefix}${K}` : Leaves<T[K], `${Prefix}${K}.`>;
}[keyof T & string];

/** A message of ours, without the `m57.` that keeps it apart from those of the Studio. */
export type MessageKey = Leaves<typeof frFR.m57>;

/** Languages whose words are in; until then a text is empty rather than in another language. */
const ready = reactive(new Set<string>());
let english: Promise<typeof English> | null = null;

export const isEnglish = (locale: string) => locale.toLowerCase().startsWith('en');

/**
 * The words of the Studio, ours merged in. The language follows the user's; French where we have no other,
 * so that a German Studio does not fall back to English for words of French public accounting.
 */
export function useMessages() {
  const api = useApi();
  const { t: translate, locale, mergeLocaleMessage } = useI18n({ useScope: 'global' });

  function add(name: string, words: typeof frFR) {
    mergeLocaleMessage(name, words);
    ready.add(name);
  }
  watch(
    locale,
    (name) => {
      if (ready.has(name)) return;
      if (!isEnglish(name)) return add(name, frFR);
      const address = api.getUri({ url: `/m57/assets/${assets['en-US']}` });
      english ??= import(/* @vite-ignore */ address) as Promise<typeof English>;
      // French words are better than none; the next page tries again.
      english
        .then((words) => add(name, words.default))
        .catch(() => {
          english = null;
          add(name, frFR);
        });
    },
    { immediate: true, flush: 'sync' },
  );

  return {
    locale,
    t: (key: MessageKey, values: Record<string, string | number> = {}) =>
      ready.has(locale.value) ? translate(`m57.${key}`, values) : '',
    /** A message written as "singular | plural": `count` chooses, `{n}` shows it. */
    plural: (key: MessageKey, count: number, values: Record<string, string | number> = {}) =>
      !ready.has(locale.value)
        ? ''
        : translate(
            `m57.${key}`,
            { n: new Intl.NumberFormat(formatLocale(locale.value)).format(count), ...values },
            // vue-i18n takes 0 for a plural; French does not.
            !isEnglish(locale.value) && count === 0 ? 1 : count,
          ),
  };
}

/** The language in which numbers and dates are written: that of the words around them. */
export const formatLocale = (locale: string) => (isEnglish(locale) ? locale : 'fr-FR');
