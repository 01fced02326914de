import { computed } from 'vue';
import {
  formatCount,
  formatDate,
  formatDay,
  formatEuros,
  formatMonth,
  formatQuantity,
  formatRate,
  formatShortEuros,
  formatTenths,
} from './format';
import { formatLocale, useMessages } from './messages';

/** The formats of figures in the user's language. */
export function useFormat() {
  const { locale } = useMessages();
  const language = computed(() => formatLocale(locale.value));
  return {
    euros: (money: string | null | undefined) => formatEuros(money, language.value),
    cents: (money: string | null | undefined) => formatEuros(money, language.value, true),
    shortEuros: (euros: number) => formatShortEuros(euros, language.value),
    rate: (hundredths: number | null | undefined) => formatRate(hundredths, language.value),
    count: (count: number | null | undefined) => formatCount(count, language.value),
    quantity: (quantity: string | null | undefined) => formatQuantity(quantity, language.value),
    tenths: (figure: string) => formatTenths(figure, language.value),
    date: (iso: string | null | undefined) => formatDate(iso, language.value),
    day: (iso: string | null | undefined) => formatDay(iso, language.value),
    month: (month: string) => formatMonth(month, language.value),
  };
}
