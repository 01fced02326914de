import type { Locale } from '../issue';
import { DEFAULT_RULE, type SuppressionRule } from '../suppression';
import { LEAST_SAMPLE, standingOut, timesAsOften } from './intervals';
import { englishNumber } from './sentence-en';
import { frenchNumber } from './sentence-fr';

/** So many of so many persons use a service. Null: secret. */
export type Share = { users: number; of: number } | null;

/** How a service is used by members of a segment, by people like them, and by everybody else. */
export interface OfferFigures {
  service: { id: number; name: string };
  members: Share;
  /** Who they are like, by what: users of a service that the members use most. */
  like: { id: number; name: string };
  /** Not members, users of `like`; and not members, nor users of it. */
  similar: Share;
  others: Share;
}

export interface Interest {
  service: { id: number; name: string };
  reason: 'interested';
  like: string;
  /** Members who do not use it. */
  without: number;
  similar: { users: number; of: number };
  others: { users: number; of: number };
  /** So many times as often, and its interval at 95 %. */
  times: number;
  low: number;
  high: number;
}

export interface Entitlement {
  service: { id: number; name: string };
  reason: 'entitled';
  segment: string;
  /** Members who do not use it; null: secret. */
  without: number | null;
}
export type Offer = Interest | Entitlement;

/** Below, people like the members do not use it often enough to speak of interest. */
const LEAST_TIMES = 1.2;

/**
 * Services that members of a segment mostly do not use though people like them do, most clearly first, each once, by
 * the likeness that tells most. Compared are groups of 30 persons and counts of `rule.threshold` at least, by the
 * relative risk with its Katz interval; of all comparisons, those that stand out after Benjamini and Hochberg.
 */
export function interests(
  figures: readonly OfferFigures[],
  rule: SuppressionRule = DEFAULT_RULE,
): Interest[] {
  const compared = figures.flatMap(({ service, like, members, similar, others }) => {
    if (!members || !similar || !others || service.id === like.id) return [];
    const without = members.of - members.users;
    // A count that few persons stand behind, or are missing from, tells of them.
    const counts = [
      without,
      similar.users,
      similar.of - similar.users,
      others.users,
      others.of - others.users,
    ];
    if (counts.some((count) => count < rule.threshold)) return [];
    if (Math.min(similar.of, others.of) < LEAST_SAMPLE || 2 * without < members.of) return [];
    const { p, ...lift } = timesAsOften(similar, others);
    return [
      {
        p,
        offer: { service, reason: 'interested' as const, like: like.name, without, similar, others, ...lift },
      },
    ];
  });
  const isOut = standingOut(compared.map(({ p }) => p));
  const clearest = compared
    .filter(({ offer }, rank) => isOut[rank]! && offer.times >= LEAST_TIMES && offer.low > 1)
    .map(({ offer }) => offer)
    .sort((a, b) => b.low - a.low);
  return clearest.filter(
    ({ service }, rank) => clearest.findIndex((other) => other.service.id === service.id) === rank,
  );
}

/** A service that all members are entitled to, as the segment says; null where everybody uses it. */
export function entitlement(
  segment: string,
  service: { id: number; name: string },
  members: Share,
  rule: SuppressionRule = DEFAULT_RULE,
): Entitlement | null {
  const without = members && members.of - members.users;
  if (without === 0) return null;
  const isSecret =
    without === null || without < rule.threshold || (members!.users > 0 && members!.users < rule.threshold);
  return { service, reason: 'entitled', segment, without: isSecret ? null : without };
}

/** An offer with its reason, for whoever decides of it. */
export function offerWords(offer: Offer, locale: Locale): string {
  const isFrench = locale === 'fr';
  const { name } = offer.service;
  const count = isFrench ? frenchNumber : englishNumber;
  if (offer.reason === 'entitled') {
    const { segment, without } = offer;
    if (isFrench)
      return `${name} : les membres de «\u00a0${segment}\u00a0» y ont droit${without === null ? '' : ` ; ${count(without)} ne l’utilisent pas`}.`;
    return `${name}: members of "${segment}" are entitled to it${without === null ? '' : `; ${count(without)} do not use it`}.`;
  }
  const { like, without, similar, others, times, low, high } = offer;
  const decimal = (value: number) => (isFrench ? value.toFixed(1).replace('.', ',') : value.toFixed(1));
  /** Small ones finer: 70 times as often as 0 % says nothing. */
  const percent = ({ users, of }: { users: number; of: number }) => {
    const rate = (100 * users) / of;
    return rate < 9.95 ? decimal(rate) : String(Math.round(rate));
  };
  if (isFrench)
    return (
      `${name} : ${percent(similar)}\u00a0% des usagers de «\u00a0${like}\u00a0» l’utilisent, contre ` +
      `${percent(others)}\u00a0% des autres, soit ${decimal(times)} fois plus souvent (entre ${decimal(low)} et ` +
      `${decimal(high)} à 95\u00a0%, méthode de Katz) ; ${count(without)} membres ne l’utilisent pas.`
    );
  return (
    `${name}: ${percent(similar)}% of the users of "${like}" use it, against ${percent(others)}% of the others, ` +
    `${decimal(times)} times as often (${decimal(low)} to ${decimal(high)} at 95%, Katz's method); ` +
    `${count(without)} members do not use it.`
  );
}

/** The reason as the person is told it: field {motif} of a message. */
export function offerMotive(offer: Offer, locale: Locale): string {
  if (offer.reason === 'entitled')
    return locale === 'fr' ? 'vous pouvez y avoir droit' : 'you may be entitled to it';
  return locale === 'fr'
    ? `il plaît souvent aux usagers de «\u00a0${offer.like}\u00a0»`
    : `users of "${offer.like}" often like it`;
}
