import { InputError, type Messages } from '../issue';

/** What a message may hold in braces. Names stand for themselves where an export has no identities. */
export const MESSAGE_FIELDS = ['prenom', 'nom', 'service', 'motif', 'finalite'] as const;
export type MessageField = (typeof MESSAGE_FIELDS)[number];

const FIELD = /\{([^{}]*)\}/g;

/** @throws InputError MESSAGE_FIELD_UNKNOWN with every field that there is not */
export function checkMessage(text: string): void {
  const unknown = [...text.matchAll(FIELD)]
    .map(([, name]) => name!)
    .filter((name) => !(MESSAGE_FIELDS as readonly string[]).includes(name));
  if (unknown.length > 0)
    throw new InputError(
      unknown.map((field) => ({
        code: 'MESSAGE_FIELD_UNKNOWN',
        line: null,
        column: null,
        params: { field, fields: MESSAGE_FIELDS.map((name) => `{${name}}`).join(', ') },
      })),
    );
}

/** The message to somebody; a field without a value stays as it is, for whoever sends it to fill in. */
export const fillMessage = (text: string, values: Partial<Record<MessageField, string>>): string =>
  text.replace(FIELD, (field, name: string) => values[name as MessageField] ?? field);

export const messageMessages: Messages = {
  MESSAGE_FIELD_UNKNOWN: {
    fr: ({ field, fields }) =>
      `Message : le champ « {${field}} » n’existe pas. Champs possibles : ${fields}.`,
    en: ({ field, fields }) => `Message: there is no field "{${field}}". Possible fields: ${fields}.`,
  },
};
