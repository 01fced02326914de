import type { Messages } from '../issue';

/** Every error of a formula, with its column and what to write instead. */
export const formulaMessages: Messages = {
  FORMULA_EMPTY: {
    fr: () => 'La formule est vide : écrivez au moins un terme, par exemple DF * N6232.',
    en: () => 'The formula is empty: write at least one term, for example DF * N6232.',
  },
  FORMULA_TERM_UNKNOWN: {
    fr: ({ found, column }) =>
      `« ${found} » (colonne ${column}) n’est pas un terme. Attendu : D, R, DF, DI, RF, RI, DRF, DRI, RRF, RRI, REEL, ORDRE, ou une lettre N, F, C, CV, O, B, A, S suivie d’un code.`,
    en: ({ found, column }) =>
      `"${found}" (column ${column}) is not a term. Expected: D, R, DF, DI, RF, RI, DRF, DRI, RRF, RRI, REEL, ORDRE, or a letter N, F, C, CV, O, B, A, S followed by a code.`,
  },
  FORMULA_TERM_EXPECTED: {
    fr: ({ found, column }) =>
      `« ${found} » (colonne ${column}) : un terme est attendu ici, par exemple DF ou N64, ou une parenthèse ouvrante.`,
    en: ({ found, column }) =>
      `"${found}" (column ${column}): a term is expected here, such as DF or N64, or an opening parenthesis.`,
  },
  FORMULA_TERM_MISSING: {
    fr: ({ column }) =>
      `La formule s’arrête trop tôt (colonne ${column}) : un terme est attendu, par exemple N64.`,
    en: ({ column }) => `The formula ends too early (column ${column}): a term is expected, such as N64.`,
  },
  FORMULA_OPERATOR_EXPECTED: {
    fr: ({ found, column }) =>
      `« ${found} » (colonne ${column}) : un opérateur *, + ou - est attendu avant, ou une parenthèse fermante.`,
    en: ({ found, column }) =>
      `"${found}" (column ${column}): an operator *, + or - is expected before it, or a closing parenthesis.`,
  },
  FORMULA_CODE_EXPECTED: {
    fr: ({ prefix, column }) =>
      `Un code est attendu juste après ${prefix} (colonne ${column}), sans espace${frExample(prefix)}.`,
    en: ({ prefix, column }) =>
      `A code is expected right after ${prefix} (column ${column}), without a space${enExample(prefix)}.`,
  },
  FORMULA_DIGITS_EXPECTED: {
    fr: ({ prefix, found, column }) =>
      `« ${found} » (colonne ${column}) : un code ${prefix} n’a que des chiffres. Manque-t-il un opérateur *, + ou - ?`,
    en: ({ prefix, found, column }) =>
      `"${found}" (column ${column}): a code ${prefix} has digits only. Is an operator *, + or - missing?`,
  },
  FORMULA_QUOTE_UNCLOSED: {
    fr: ({ column }) =>
      `Le guillemet ouvert en colonne ${column} n’est pas fermé : un " est attendu après le code.`,
    en: ({ column }) => `The quote opened at column ${column} is not closed: a " is expected after the code.`,
  },
  FORMULA_PARENTHESIS_UNCLOSED: {
    fr: ({ opened, column }) =>
      `La parenthèse ouverte en colonne ${opened} n’est pas fermée : « ) » est attendu (colonne ${column}).`,
    en: ({ opened, column }) =>
      `The parenthesis opened at column ${opened} is not closed: ")" is expected (column ${column}).`,
  },
  FORMULA_PARENTHESIS_UNOPENED: {
    fr: ({ column }) =>
      `Cette parenthèse fermante (colonne ${column}) n’a pas d’ouvrante : retirez-la ou ouvrez-en une.`,
    en: ({ column }) =>
      `This closing parenthesis (column ${column}) has no opening one: remove it or open one.`,
  },
  FORMULA_TOO_MANY_TERMS: {
    fr: ({ max, column }) =>
      `La formule dépasse ${max} termes (colonne ${column}) : partagez-la entre plusieurs règles.`,
    en: ({ max, column }) =>
      `The formula has more than ${max} terms (column ${column}): share it out among several rules.`,
  },
  FORMULA_TOO_DEEP: {
    fr: ({ max, column }) =>
      `Plus de ${max} parenthèses imbriquées (colonne ${column}) : simplifiez la formule.`,
    en: ({ max, column }) => `More than ${max} nested parentheses (column ${column}): simplify the formula.`,
  },
};

function frExample(prefix: string | number | undefined): string {
  return prefix === 'F' ? ' : F311, F=311, ou F- pour « sans fonction »' : '';
}

function enExample(prefix: string | number | undefined): string {
  return prefix === 'F' ? ': F311, F=311, or F- for "no function"' : '';
}
