import { InputError, type Locale } from '../issue';
import type { InteractionKind, Purpose } from './model';

/** `seeds/purposes.json`: what a commune starts with, in French with English beside it. */
export interface PurposeSeed {
  purposes: (Purpose & { en: Pick<Purpose, 'label' | 'description' | 'wording'> })[];
  /** The purpose of an interaction that comes in without one. */
  kinds: Record<InteractionKind, string>;
}

/** The default purposes in one language, in the shape in which they are stored. */
export const seededPurposes = ({ purposes }: PurposeSeed, locale: Locale): Purpose[] =>
  purposes.map(({ en, ...purpose }) => (locale === 'fr' ? purpose : { ...purpose, ...en }));

/** @throws InputError PURPOSE_TWICE where two purposes have one code. */
export function checkPurposes(purposes: readonly Pick<Purpose, 'code'>[]): void {
  const codes = purposes.map(({ code }) => code);
  const twice = codes.find((code, at) => codes.indexOf(code) !== at);
  if (twice !== undefined)
    throw new InputError({ code: 'PURPOSE_TWICE', line: null, column: null, params: { code: twice } });
}
