import type { IssueAnswer } from '../contract/common';
import { formulaMessages } from '../domain/formula/messages';
import type { Issue, Locale, Messages } from '../domain/issue';
import { imputationMessages } from '../domain/imputation';
import { readerMessages } from '../domain/readers/messages';
import { ruleMessages } from '../domain/rules/messages';
import { totalsMessages } from '../domain/totals';

/** Issues that only the server can see: they need what is in the database. */
const serverMessages: Messages = {
  NOMENCLATURE_REQUIRED: {
    fr: ({ siret }) =>
      `Ce fichier ne dit pas sa nomenclature, et aucun document du SIRET ${siret} n'est encore importé. Choisissez M57_D (développée) ou M57_A (abrégée), puis relancez.`,
    en: ({ siret }) =>
      `This file does not tell its nomenclature, and no document of SIRET ${siret} was imported yet. Choose M57_D (developed) or M57_A (abridged), then try again.`,
  },
  NOMENCLATURE_UNSUPPORTED: {
    fr: ({ nomenclature }) =>
      `La nomenclature ${nomenclature} n'est pas M57 : ce module lit les comptes M57 seulement.`,
    en: ({ nomenclature }) =>
      `The nomenclature ${nomenclature} is not M57: this module reads M57 accounts only.`,
  },
  PLAN_NEAREST: {
    fr: ({ wanted, plan }) =>
      `Le plan ${wanted} n'est pas installé : le plus proche, ${plan}, a été utilisé.`,
    en: ({ wanted, plan }) => `The plan ${wanted} is not installed: the nearest, ${plan}, was used.`,
  },
  DOCUMENT_TWICE: {
    fr: ({ siret, budget, exercice, stage }) =>
      `Le fichier contient deux fois le document ${stage} ${exercice} du budget ${budget || 'unique'} (SIRET ${siret}). Gardez-en un seul.`,
    en: ({ siret, budget, exercice, stage }) =>
      `The file holds document ${stage} ${exercice} of budget ${budget || 'single'} (SIRET ${siret}) twice. Keep one.`,
  },
  CODE_TOO_LONG: {
    fr: ({ field, code, limit }) => `Le code ${field} « ${code} » dépasse ${limit} caractères.`,
    en: ({ field, code, limit }) => `The ${field} code "${code}" is longer than ${limit} characters.`,
  },
};

const TABLES: Messages[] = [
  readerMessages,
  imputationMessages,
  totalsMessages,
  formulaMessages,
  ruleMessages,
  serverMessages,
];

/** An issue in the caller's language. Codes are unique over the message tables. */
export function describe({ code, line, column, params }: Issue, locale: Locale): IssueAnswer {
  const message = TABLES.map((table) => table[code]).find(Boolean);
  return { line, column, code, message: message ? message[locale](params) : code };
}
