import { useApi } from '@directus/extensions-sdk';
import assets from 'virtual:m57-assets';
import { shallowReactive, watch } from 'vue';
import { useI18n } from 'vue-i18n';
import type frFR from '../locales/fr-FR';

type Leaves<T, Prefix extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${Prefix}${K}` : Leaves<T[K], `${Prefix}${K}.`>;
}[keyof T & string];

/** A message of ours, without the `m57.` that keeps it apart from those of the Studio. */
export type MessageKey = Leaves<typeof frFR.m57>;

export const isEnglish = (locale: string) => locale.toLowerCase().startsWith('en');

/** The languages of the Studio whose words are on their way, or there. */
const asked = new Set<string>();
const there = shallowReactive(new Set<string>());

/**
 * The words of the Studio, ours merged in as soon as they have come; until then ours are blank. The language follows
 * the user's; French where we have no other, so that a German Studio does not fall back to English for words of French
 * public accounting.
 */
export function useMessages() {
  const { t: translate, locale, mergeLocaleMessage } = useI18n({ useScope: 'global' });
  const api = useApi();

  async function fetchWords(name: string) {
    if (asked.has(name)) return;
    asked.add(name);
    const url = api.getUri({ url: `/m57/assets/${assets[isEnglish(name) ? 'words-en' : 'words-fr']}` });
    try {
      const words = (await import(/* @vite-ignore */ url)) as { default: typeof frFR };
      mergeLocaleMessage(name, words.default);
    } catch {
      // The names of the messages are better than nothing; the next screen tries again.
      asked.delete(name);
    }
    there.add(name);
  }
  watch(locale, (name) => void fetchWords(name), { immediate: true, flush: 'sync' });
  const say = (key: MessageKey, ...values: [Record<string, unknown>, number?]) =>
    there.has(locale.value) ? translate(`m57.${key}`, ...(values as [Record<string, unknown>])) : '';

  return {
    locale,
    t: (key: MessageKey, values: Record<string, string | number> = {}) => say(key, values),
    /** A message written as "singular | plural": `count` chooses, `{n}` shows it. */
    plural: (key: MessageKey, count: number, values: Record<string, string | number> = {}) =>
      say(
        key,
        { n: new Intl.NumberFormat(formatLocale(locale.value)).format(count), ...values },
        // vue-i18n takes 0 for a plural; French does not.
        !isEnglish(locale.value) && count === 0 ? 1 : count,
      ),
  };
}

/** The language in which numbers and dates are written: that of the words around them. */
export const formatLocale = (locale: string) => (isEnglish(locale) ? locale : 'fr-FR');
