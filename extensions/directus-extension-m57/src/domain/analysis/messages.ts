import type { Messages } from '../issue';

/** Issues of a whole file, seen beside what the database knows. */
export const analysisMessages: Messages = {
  NOMENCLATURE_REQUIRED: {
    fr: ({ siret }) =>
      `Ce fichier ne dit pas sa nomenclature, et aucun document du SIRET ${siret} n'est encore importé. Choisissez M57_D (développée) ou M57_A (abrégée) : dans le module M57, page « Imports », ou dans le champ Nomenclature de l'import.`,
    en: ({ siret }) =>
      `This file does not tell its nomenclature, and no document of SIRET ${siret} was imported yet. Choose M57_D (developed) or M57_A (abridged): in the M57 module, page "Imports", or in the field Nomenclature of the import.`,
  },
  NOMENCLATURE_UNSUPPORTED: {
    fr: ({ nomenclature }) =>
      `La nomenclature ${nomenclature} n'est pas M57 : ce module lit les comptes M57 seulement.`,
    en: ({ nomenclature }) =>
      `The nomenclature ${nomenclature} is not M57: this module reads M57 accounts only.`,
  },
  SIRET_REQUIRED: {
    fr: ({ most }) =>
      `Ce fichier contient plus de ${most} budgets : indiquez le SIRET de la collectivité à garder, ou plusieurs séparés par des virgules.`,
    en: ({ most }) =>
      `This file holds more than ${most} budgets: tell the SIRET of the authority to keep, or several separated by commas.`,
  },
  PLAN_NEAREST: {
    fr: ({ wanted, plan }) =>
      `Le plan ${wanted} n'est pas installé : le plus proche, ${plan}, a été utilisé.`,
    en: ({ wanted, plan }) => `The plan ${wanted} is not installed: the nearest, ${plan}, was used.`,
  },
  MAPPING_SAVED: {
    fr: ({ siret }) =>
      `Lu comme le dernier fichier qui avait ces colonnes, pour le SIRET ${siret}. Si ce fichier est celui d’un autre budget, corrigez la correspondance des colonnes.`,
    en: ({ siret }) =>
      `Read as the last file with these columns, for SIRET ${siret}. If this file is that of another budget, correct the mapping of its columns.`,
  },
  EXERCICE_FROM_DATES: {
    fr: ({ exercice }) =>
      `Le fichier ne dit pas son exercice : ${exercice} est l’année de ses premières dates. Corrigez-le si ce n’est pas le bon.`,
    en: ({ exercice }) =>
      `The file does not tell its year: ${exercice} is the year of its first dates. Correct it if that is not right.`,
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
