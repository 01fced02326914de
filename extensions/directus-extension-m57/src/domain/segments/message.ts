import type { Issue, Locale, Messages } from '../issue';

/**
 * What a message may say of the person it goes to, in braces: "Bonjour {prenom},". `motif` is a clause, such as "vous
 * pouvez y avoir droit" (offerMotive); `finalite` the label of the purpose.
 */
export const MESSAGE_FIELDS = ['prenom', 'nom', 'service', 'motif', 'finalite'] as const;
export type MessageField = (typeof MESSAGE_FIELDS)[number];
export type MessageValues = Record<MessageField, string | null>;

const MOST_CHARACTERS = 10_000;
const BRACES = /\{([^{}\n]*)\}|[{}]/g;

/** Everything that is wrong with a message, each at its line and column, from 1. */
export function checkMessage(text: string): Issue[] {
  if (text.length > MOST_CHARACTERS)
    return [{ code: 'MESSAGE_LONG', line: null, column: null, params: { most: MOST_CHARACTERS } }];
  const issues: Issue[] = [];
  for (const match of text.matchAll(BRACES)) {
    const field = match[1];
    if (field !== undefined && (MESSAGE_FIELDS as readonly string[]).includes(field)) continue;
    issues.push({
      code: field === undefined ? 'MESSAGE_BRACE' : 'MESSAGE_FIELD_UNKNOWN',
      ...placeOf(text, match.index),
      params: { field: (field ?? match[0]).slice(0, 40) },
    });
  }
  return issues;
}

/** The same of a subject, which is one line. */
export function checkSubject(text: string): Issue[] {
  const issues = checkMessage(text);
  const end = text.search(/[\r\n]/);
  if (end >= 0) issues.push({ code: 'MESSAGE_SUBJECT_LINES', ...placeOf(text, end), params: {} });
  return issues;
}

function placeOf(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

const NAMELESS: Record<Locale, string> = { fr: 'Madame, Monsieur', en: 'Sir or Madam' };
const UNKNOWN: Record<Exclude<MessageField, 'prenom' | 'nom'>, Record<Locale, string>> = {
  service: { fr: 'nos services', en: 'our services' },
  motif: { fr: 'ce service peut vous être utile', en: 'this service may be of use to you' },
  finalite: { fr: 'l’information des habitants', en: 'informing residents' },
};
/** A first and a last name side by side are one: half of it will do. */
const FIELDS = /\{(?:prenom|nom)\}(?: +\{(?:prenom|nom)\})*|\{(?:service|motif|finalite)\}/g;

/**
 * The message for one person. What is not known of somebody is said politely without it; what is known is put in as it
 * is, never read again. A field that `checkMessage` refuses stays as it stands.
 */
export function renderMessage(text: string, values: MessageValues, locale: Locale): string {
  return text.replace(FIELDS, (run) => {
    const fields = [...run.matchAll(/\w+/g)].map(([field]) => field as MessageField);
    const known = fields.map((field) => plain(values[field])).filter(Boolean);
    if (known.length > 0) return known.join(' ');
    const [field] = fields as [MessageField];
    return field === 'prenom' || field === 'nom' ? NAMELESS[locale] : UNKNOWN[field][locale];
  });
}

/** On one line: a name never begins another part of a message. */
const plain = (value: string | null) => (value ?? '').replace(/[\p{Cc}\s]+/gu, ' ').trim();

export const messageMessages: Messages = {
  MESSAGE_FIELD_UNKNOWN: {
    fr: ({ field }) =>
      `{${field}} n’est pas un champ : choisissez parmi ${MESSAGE_FIELDS.map((one) => `{${one}}`).join(', ')}.`,
    en: ({ field }) =>
      `{${field}} is no field: choose among ${MESSAGE_FIELDS.map((one) => `{${one}}`).join(', ')}.`,
  },
  MESSAGE_BRACE: {
    fr: ({ field }) =>
      `« ${field} » est seul : un champ s’écrit entre accolades, par exemple {prenom}. Retirez-le, ou complétez-le.`,
    en: ({ field }) =>
      `"${field}" stands alone: a field is written in braces, for example {prenom}. Remove or complete it.`,
  },
  MESSAGE_LONG: {
    fr: () => 'Le message dépasse 10 000 caractères : raccourcissez-le.',
    en: () => 'The message is longer than 10,000 characters: shorten it.',
  },
  MESSAGE_SUBJECT_LINES: {
    fr: () => 'L’objet tient sur une ligne : retirez le retour à la ligne.',
    en: () => 'The subject is one line: remove the line break.',
  },
};
