import { computed } from 'vue';
import { formatLocale, useMessages } from './messages';

/** The twelve months in the user's language. */
export function useMonths() {
  const { locale } = useMessages();
  return computed(() => {
    const name = (month: number, style: 'short' | 'long') =>
      new Intl.DateTimeFormat(formatLocale(locale.value), { month: style, timeZone: 'UTC' }).format(
        Date.UTC(2024, month, 1),
      );
    return Array.from({ length: 12 }, (_, month) => ({
      short: name(month, 'short'),
      long: name(month, 'long'),
    }));
  });
}
