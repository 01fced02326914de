import type { Locale } from '../issue';
import type { Condition, Definition, Group } from './definition';
import { english } from './sentence-en';
import { french } from './sentence-fr';
import { countSpan, type Language, type Names } from './sentence-language';

const LANGUAGES: Record<Locale, Language> = { fr: french, en: english };

/**
 * A definition as a sentence for people, "Administrés inscrits à la Piscine au moins 2 fois au cours des 12 derniers
 * mois, mais pas membres du segment « Familles »." It says all of it; only lists of names are cut where they are long.
 */
export function sentence({ where }: Definition, names: Names, locale: Locale): string {
  const language = LANGUAGES[locale];
  const root = simplified(where);
  if (isGroup(root) && root.items.length === 0)
    return `${root.type === 'and' ? language.everybody : language.nobody}.`;
  const { yes, no } = root.type === 'and' ? sides(root.items) : sides([root]);
  const said = (condition: Condition) => words(condition, language, names);
  const exceptions = no.map((item) => `, ${language.except} ${said(item)}`).join('');
  if (yes.length === 0) return `${language.citizens}${exceptions}.`;
  return `${language.citizens} ${root.type === 'or' ? alternatives(root.items, language, names) : conjunction(root, language, names)}.`;
}

/** A condition below another: groups stand in parentheses. */
function words(condition: Condition, language: Language, names: Names): string {
  if (condition.type === 'not')
    return `${language.not} ${language.those(words(condition.item, language, names))}`;
  if (!isGroup(condition)) return language.leaf(condition, names);
  if (condition.items.length === 0) return condition.type === 'and' ? language.anyone : language.noOne;
  const inside =
    condition.type === 'or'
      ? alternatives(condition.items, language, names)
      : conjunction(condition, language, names);
  return `(${inside})`;
}

const alternatives = (items: readonly Condition[], language: Language, names: Names) =>
  listed(
    items.map((item) => words(item, language, names)),
    language.or,
  );

/** What holds comes first, then what must not: the order changes nothing. */
function conjunction(condition: Condition, language: Language, names: Names): string {
  const { yes, no } = sides(condition.type === 'and' ? condition.items : [condition]);
  const said = (items: readonly Condition[]) => items.map((item) => words(item, language, names));
  const refused = said(no).map(language.those);
  if (yes.length === 0)
    return listed(
      refused.map((text) => `${language.not} ${text}`),
      language.and,
    );
  const exceptions = no.length === 0 ? '' : `, ${language.butNot} ${refused.join(` ${language.nor} `)}`;
  return listed(said(yes), language.and) + exceptions;
}

function sides(items: readonly Condition[]): { yes: Condition[]; no: Condition[] } {
  return {
    yes: items.filter(({ type }) => type !== 'not'),
    no: items.flatMap((item) => (item.type === 'not' ? [item.item] : [])),
  };
}

/** "a", "a et b", "a, b, et c"; a comma also before the last of two where one of them has parts. */
function listed(texts: readonly string[], word: string): string {
  if (texts.length < 2) return texts.join('');
  const hasParts = texts.some((text) => / (?:et|ou|and|or) |,/.test(text));
  const comma = texts.length > 2 || (hasParts && !texts.every((text) => text.startsWith('('))) ? ',' : '';
  return `${texts.slice(0, -1).join(', ')}${comma} ${word} ${texts.at(-1)!}`;
}

/** The same meaning without what only computers write: groups of one, groups in their like, twice not. */
function simplified(condition: Condition): Condition {
  if (condition.type === 'not') return negated(simplified(condition.item));
  if (!isGroup(condition)) return condition;
  const items = condition.items
    .map(simplified)
    .flatMap((item) =>
      isGroup(item) && item.type === condition.type && item.items.length > 0 ? item.items : [item],
    );
  return items.length === 1 ? items[0]! : { type: condition.type, items };
}

function negated(condition: Condition): Condition {
  if (condition.type === 'not') return condition.item;
  if (isGroup(condition) && condition.items.length === 0)
    return { type: condition.type === 'and' ? 'or' : 'and', items: [] };
  if (condition.type === 'field' && condition.test.op === 'known')
    return { ...condition, test: { op: 'unknown' } };
  if (condition.type === 'field' && condition.test.op === 'unknown')
    return { ...condition, test: { op: 'known' } };
  if (condition.type === 'related' && condition.measure === 'count') {
    const { from, to } = countSpan(condition.test);
    if (to === 0) return { ...condition, test: { op: 'gte', value: 1 } };
    if (from === 1 && to === null) return { ...condition, test: { op: 'eq', value: 0 } };
  }
  return { type: 'not', item: condition };
}

const isGroup = (condition: Condition): condition is Group =>
  condition.type === 'and' || condition.type === 'or';
