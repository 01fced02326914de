import { parseCents } from '../domain/money';

/** What stands where there is nothing to show. */
export const NOTHING = '–';

/** "1234.56" as euros; without cents unless asked. Nothing, and an amount of nothing, give "–". */
export function formatEuros(money: string | null | undefined, locale: string, cents = false): string {
  const amount = money == null ? null : parseCents(money);
  if (!amount) return NOTHING;
  const digits = cents ? 2 : 0;
  return new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })
    .format(amount / 100)
    .replace(/^-/, '−');
}

/** Euros in large type and on charts: "27,4 M€", "812 k€". */
export function formatShortEuros(euros: number, locale: string): string {
  const [divisor, unit] =
    Math.abs(euros) >= 1e6 ? [1e6, 'M€'] : Math.abs(euros) >= 1e3 ? [1e3, 'k€'] : [1, '€'];
  const digits = divisor === 1e6 ? 1 : 0;
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(euros / divisor);
  return `${number.replace(/^-/, '−')} ${unit}`;
}

/** 9712 (hundredths of a percent) as "97,1 %": cut, never rounded up, since 99.96 % is not all. */
export function formatRate(hundredths: number | null | undefined, locale: string): string {
  if (hundredths == null) return NOTHING;
  return new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  })
    .format(Math.floor(hundredths / 10) / 1000)
    .replace(/^-/, '−');
}

export function formatCount(count: number | null | undefined, locale: string): string {
  return count == null ? NOTHING : new Intl.NumberFormat(locale).format(count);
}

/** A quantity "12.5", with the decimals that it has. */
export function formatQuantity(quantity: string | null | undefined, locale: string): string {
  if (quantity == null || quantity === '') return NOTHING;
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 4 })
    .format(Number(quantity))
    .replace(/^-/, '−');
}

/** A figure "12.0" with its one decimal, so that figures beside each other read alike. */
export const formatTenths = (figure: string, locale: string): string =>
  new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
    .format(Number(figure))
    .replace(/^-/, '−');

/** An ISO date and time as the day and the minute. */
export function formatDate(iso: string | null | undefined, locale: string): string {
  if (!iso) return NOTHING;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}

/** An ISO date as the day. It is the same day everywhere: no time zone moves it. */
export function formatDay(iso: string | null | undefined, locale: string): string {
  if (!iso) return NOTHING;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(iso));
}

/** "2025-03" as "mars 2025". */
export function formatMonth(month: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-01`),
  );
}

/** "1234.56" as a number of euros, for charts and sorting only: never for sums. */
export function toEuros(money: string): number {
  return (parseCents(money) ?? 0) / 100;
}
