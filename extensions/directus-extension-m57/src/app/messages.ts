import { useI18n } from 'vue-i18n';
import { watch } from 'vue';
import enUS from '../locales/en-US';
import frFR from '../locales/fr-FR';

type Leaves<T, Prefix extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${Prefix}${K}` : Leaves<T[K], `${Prefix}${K}.`>;
}[keyof T & string];

/** A message of ours, without the `m57.` that keeps it apart from those of the Studio. */
export type MessageKey = Leaves<typeof frFR.m57>;

const merged = new Set<string>();

export const isEnglish = (locale: string) => locale.toLowerCase().startsWith('en');

/**
 * The words of the Studio, ours merged in. The language follows the user's; French where we have no other,
 * so that a German Studio does not fall back to English for words of French public accounting.
 */
export function useMessages() {
  const { t: translate, locale, mergeLocaleMessage } = useI18n({ useScope: 'global' });
  watch(
    locale,
    (name) => {
      if (merged.has(name)) return;
      merged.add(name);
      mergeLocaleMessage(name, isEnglish(name) ? enUS : frFR);
    },
    { immediate: true, flush: 'sync' },
  );

  return {
    locale,
    t: (key: MessageKey, values: Record<string, string | number> = {}) => translate(`m57.${key}`, values),
    /** A message written as "singular | plural": `count` chooses, `{n}` shows it. */
    plural: (key: MessageKey, count: number, values: Record<string, string | number> = {}) =>
      translate(
        `m57.${key}`,
        { n: new Intl.NumberFormat(formatLocale(locale.value)).format(count), ...values },
        // vue-i18n takes 0 for a plural; French does not.
        !isEnglish(locale.value) && count === 0 ? 1 : count,
      ),
  };
}

/** The language in which numbers and dates are written: that of the words around them. */
export const formatLocale = (locale: string) => (isEnglish(locale) ? locale : 'fr-FR');
