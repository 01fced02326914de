import type { Messages } from '../issue';

/** What is wrong or worth knowing of a file of persons, beyond its cells. */
export const personImportMessages: Messages = {
  MAPPING_SERVICE: {
    fr: ({ service }) =>
      `La correspondance parle du service n° ${service}, qui n’existe pas (ou plus). Choisissez un service présent.`,
    en: ({ service }) =>
      `The mapping speaks of service ${service}, which does not exist (any more). Choose one that does.`,
  },
  MAPPING_PURPOSE: {
    fr: ({ purpose }) =>
      `La finalité « ${purpose} » de la correspondance n’est pas déclarée. Ajoutez-la page « Protection des données », ou choisissez-en une autre.`,
    en: ({ purpose }) =>
      `The purpose "${purpose}" of the mapping is not declared. Add it on the page "Data protection", or choose another.`,
  },
  MAPPING_WORDING: {
    fr: ({ purpose }) =>
      `La finalité « ${purpose} » n’a pas de texte d’information : un consentement ne prouve rien sans ce que la personne a lu. Complétez-la page « Protection des données ».`,
    en: ({ purpose }) =>
      `The purpose "${purpose}" has no wording: a consent proves nothing without what the person was shown. Complete it on the page "Data protection".`,
  },
  ZONES_UNKNOWN: {
    fr: ({ rows }) =>
      `${rows} ligne(s) nomment une zone dont le code n’est pas dans « Zones » : ces personnes entrent sans zone.`,
    en: ({ rows }) =>
      `${rows} row(s) name a zone whose code is not in "Zones": these persons enter without a zone.`,
  },
  INTERACTIONS_CHANGED: {
    fr: ({ rows }) =>
      `${rows} interaction(s) déjà importées sont décrites autrement dans ce fichier : l’export le plus récent l’emporte. Annuler cet import remettra les valeurs d’avant.`,
    en: ({ rows }) =>
      `${rows} interaction(s) that are in already are told otherwise in this file: the newer export wins. Undoing this import puts the former values back.`,
  },
  FILE_READ_OTHERWISE: {
    fr: ({ import: id }) =>
      `Ce même fichier a déjà été importé avec une autre correspondance (import n° ${id}). Annulez d’abord celui-ci, sinon ses lignes sans numéro compteraient deux fois.`,
    en: ({ import: id }) =>
      `This very file was imported with another mapping (import ${id}). Undo that one first, or rows without a number would count twice.`,
  },
  CITIZENS_STAYED: {
    fr: ({ rows }) =>
      `${rows} administré(s) créés par cet import restent : ils ont depuis d’autres interactions, des preuves ou une fusion.`,
    en: ({ rows }) =>
      `${rows} citizen(s) that this import created stay: they have other interactions, evidence or a merge since.`,
  },
};
