import type { Issue, Messages } from '../issue';
import { englishNumber } from './sentence-en';
import { frenchNumber } from './sentence-fr';

/** Where it is: the root has no path. */
const fr = ({ path }: Issue['params']) => (path === '' ? 'Définition' : `Définition, à ${path}`);
const en = ({ path }: Issue['params']) => (path === '' ? 'Definition' : `Definition, at ${path}`);
const french = (value: string | number) => frenchNumber(Number(value));
const english = (value: string | number) => englishNumber(Number(value));

/** Of a condition of another segment, or one that its members were chosen by before it was changed. */
const through = ({ segment, chosen }: Issue['params']) =>
  segment === undefined
    ? { fr: '', en: '' }
    : chosen === undefined
      ? { fr: `par le segment n° ${segment}, `, en: `by segment no. ${segment}, ` }
      : {
          fr: `par le segment n° ${segment}, dont les membres ont été choisis ainsi, `,
          en: `by segment no. ${segment}, whose members were chosen so, `,
        };

export const segmentMessages: Messages = {
  SEGMENT_NOT_OBJECT: {
    fr: (at) =>
      `${fr(at)} : « ${at.quote} » n’est pas un objet { … } : remplacez-le par une condition complète.`,
    en: (at) => `${en(at)}: "${at.quote}" is not an object { … }: put a whole condition in its place.`,
  },
  SEGMENT_NOT_LIST: {
    fr: (at) => `${fr(at)} : « ${at.quote} » n’est pas une liste : écrivez les valeurs entre [ et ].`,
    en: (at) => `${en(at)}: "${at.quote}" is not a list: write the values between [ and ].`,
  },
  SEGMENT_KEY_MISSING: {
    fr: (at) => `${fr(at)} : « ${at.quote} » manque : ajoutez-le.`,
    en: (at) => `${en(at)}: "${at.quote}" is missing: add it.`,
  },
  SEGMENT_KEY_UNKNOWN: {
    fr: (at) =>
      `${fr(at)} : « ${at.quote} » n’existe pas ici : retirez-le. Sont possibles : ${at.known || 'aucun'}.`,
    en: (at) => `${en(at)}: there is no "${at.quote}" here: remove it. Possible: ${at.known || 'none'}.`,
  },
  SEGMENT_VERSION: {
    fr: (at) =>
      `Définition : la version « ${at.quote} » n’est pas connue : écrivez 1, ou mettez l’extension à jour.`,
    en: (at) => `Definition: version "${at.quote}" is not known: write 1, or update the extension.`,
  },
  SEGMENT_WORD: {
    fr: (at) => `${fr(at)} : « ${at.quote} » n’existe pas : choisissez parmi ${at.known}.`,
    en: (at) => `${en(at)}: there is no "${at.quote}": choose among ${at.known}.`,
  },
  SEGMENT_NUMBER: {
    fr: (at) =>
      `${fr(at)} : « ${at.quote} » ne convient pas : indiquez un nombre entier de ${at.from} à ${at.to}.`,
    en: (at) => `${en(at)}: "${at.quote}" will not do: give a whole number from ${at.from} to ${at.to}.`,
  },
  SEGMENT_DECIMAL: {
    fr: (at) =>
      `${fr(at)} : « ${at.quote} » n’est pas un nombre décimal : écrivez-le entre guillemets, avec 13 chiffres et deux décimales au plus, par exemple "100.50".`,
    en: (at) =>
      `${en(at)}: "${at.quote}" is no decimal number: write it in quotes, with 13 digits and two decimals at most, for example "100.50".`,
  },
  SEGMENT_TEXT: {
    fr: (at) =>
      `${fr(at)} : « ${at.quote} » ne convient pas : écrivez de 1 à ${at.most} caractères, sans retour à la ligne.`,
    en: (at) =>
      `${en(at)}: "${at.quote}" will not do: write 1 to ${at.most} characters, without line breaks.`,
  },
  SEGMENT_DAY: {
    fr: (at) =>
      `${fr(at)} : « ${at.quote} » n’est pas un jour entre 1900 et 2100 : écrivez AAAA-MM-JJ, par exemple 2026-01-31.`,
    en: (at) =>
      `${en(at)}: "${at.quote}" is no day between 1900 and 2100: write YYYY-MM-DD, for example 2026-01-31.`,
  },
  SEGMENT_RANGE: {
    fr: (at) => `${fr(at)} : « ${at.from} » vient après « ${at.to} » : échangez les deux bornes.`,
    en: (at) => `${en(at)}: "${at.from}" comes after "${at.to}": swap the two ends.`,
  },
  SEGMENT_SET_EMPTY: {
    fr: (at) => `${fr(at)} : la liste est vide : choisissez une valeur au moins, ou retirez la condition.`,
    en: (at) => `${en(at)}: the list is empty: choose one value at least, or remove the condition.`,
  },
  SEGMENT_SET_LARGE: {
    fr: (at) =>
      `${fr(at)} : la liste a ${french(at.count!)} valeurs : gardez-en ${french(at.most!)} au plus, ou passez par un autre segment.`,
    en: (at) =>
      `${en(at)}: the list has ${english(at.count!)} values: keep ${english(at.most!)} at most, or go through another segment.`,
  },
  SEGMENT_NODES: {
    fr: (at) =>
      `${fr(at)} : plus de ${at.most} conditions : faites-en plusieurs segments, puis un segment de segments.`,
    en: (at) =>
      `${en(at)}: more than ${at.most} conditions: make several segments of them, then a segment of segments.`,
  },
  SEGMENT_DEPTH: {
    fr: (at) =>
      `${fr(at)} : plus de ${at.most} groupes l’un dans l’autre : regroupez les conditions autrement.`,
    en: (at) => `${en(at)}: more than ${at.most} groups within one another: group the conditions otherwise.`,
  },
  SEGMENT_JOINS: {
    fr: (at) =>
      `${fr(at)} : plus de ${at.most} conditions sur les interactions, l’engagement ou d’autres segments : passez par un segment de segments.`,
    en: (at) =>
      `${en(at)}: more than ${at.most} conditions on interactions, engagement or other segments: go through a segment of segments.`,
  },
  SEGMENT_LENGTH: {
    fr: (at) => `Définition : plus de ${french(at.most!)} caractères : passez par un segment de segments.`,
    en: (at) => `Definition: more than ${english(at.most!)} characters: go through a segment of segments.`,
  },
  SEGMENT_SERVICE_UNKNOWN: {
    fr: (at) => `${fr(at)} : le service n° ${at.quote} n’existe pas (ou plus) : choisissez-en un autre.`,
    en: (at) => `${en(at)}: service ${at.quote} does not exist (any more): choose another.`,
  },
  SEGMENT_ZONE_UNKNOWN: {
    fr: (at) => `${fr(at)} : la zone n° ${at.quote} n’existe pas (ou plus) : choisissez-en une autre.`,
    en: (at) => `${en(at)}: zone ${at.quote} does not exist (any more): choose another.`,
  },
  SEGMENT_CAMPAIGN_UNKNOWN: {
    fr: (at) =>
      `${fr(at)} : la campagne « ${at.quote} » n’existe pas, et aucune interaction ne porte ce nom : choisissez-en une autre.`,
    en: (at) =>
      `${en(at)}: the campaign "${at.quote}" does not exist, and no interaction carries that name: choose another.`,
  },
  SEGMENT_SEGMENT_UNKNOWN: {
    fr: (at) => `${fr(at)} : le segment n° ${at.quote} n’existe pas (ou plus) : choisissez-en un autre.`,
    en: (at) => `${en(at)}: segment ${at.quote} does not exist (any more): choose another.`,
  },
  SEGMENT_CIRCLE: {
    fr: (at) =>
      `${fr(at)} : le segment « ${at.quote} » dépend déjà de celui-ci : ils tourneraient en rond. Choisissez-en un autre.`,
    en: (at) =>
      `${en(at)}: the segment "${at.quote}" depends on this one already: they would go round in a circle. Choose another.`,
  },
  SEGMENT_TOO_MANY_VALUES: {
    fr: (at) =>
      `Définition : ${french(at.values!)} valeurs en tout, zones englobées comprises, pour ${french(at.most!)} au plus : passez par un segment de segments.`,
    en: (at) =>
      `Definition: ${english(at.values!)} values in all, zones within zones included, of ${english(at.most!)} at most: go through a segment of segments.`,
  },
  SEGMENT_PURPOSE_QUOTIENT: {
    fr: (at) =>
      `${fr(at)} : ${through(at).fr}le quotient familial ne sert qu’aux tarifs et aux statistiques, pas à la finalité « ${at.purpose} » : retirez la condition, ou changez de finalité.`,
    en: (at) =>
      `${en(at)}: ${through(at).en}the quotient familial serves tariffs and statistics only, not the purpose "${at.purpose}": remove the condition, or change the purpose.`,
  },
  SEGMENT_PURPOSE_CONSULTATION: {
    fr: (at) =>
      `${fr(at)} : ${through(at).fr}participer à une consultation peut dire une opinion, que la finalité « ${at.purpose} » ne permet pas de chercher : choisissez d’autres natures d’interaction, ou changez de finalité.`,
    en: (at) =>
      `${en(at)}: ${through(at).en}taking part in a consultation may tell an opinion, which the purpose "${at.purpose}" may not ask: choose other kinds of interactions, or change the purpose.`,
  },
  SEGMENT_PURPOSE_ENGAGEMENT: {
    fr: (at) =>
      `${fr(at)} : ${through(at).fr}le score d’engagement ne décide jamais d’un droit ni d’un prix ; la finalité « ${at.purpose} » ne le permet pas : retirez la condition, ou changez de finalité.`,
    en: (at) =>
      `${en(at)}: ${through(at).en}the engagement score never decides of a right or a price; the purpose "${at.purpose}" does not allow it: remove the condition, or change the purpose.`,
  },
  SEGMENT_POLITICAL: {
    fr: ({ word }) =>
      `« ${word} » : aucun segment ne sert à la communication politique. Nommez-le d’après le service rendu, ou renoncez-y.`,
    en: ({ word }) =>
      `"${word}": no segment serves political communication. Name it after the service it is for, or give it up.`,
  },
  ELECTION_MONTH: {
    fr: ({ month }) => `« ${month} » n’est pas un mois : écrivez AAAA-MM, par exemple 2027-04.`,
    en: ({ month }) => `"${month}" is no month: write YYYY-MM, for example 2027-04.`,
  },
  ELECTION_DAY: {
    fr: ({ day }) => `« ${day} » n’est pas un jour : écrivez AAAA-MM-JJ, ou laissez vide.`,
    en: ({ day }) => `"${day}" is no day: write YYYY-MM-DD, or leave it empty.`,
  },
  ELECTION_OUTSIDE: {
    fr: ({ day, month }) =>
      `Le dernier tour (${day}) n’est pas dans le mois de l’élection (${month}) ni au début du suivant : corrigez l’un ou l’autre.`,
    en: ({ day, month }) =>
      `The last round (${day}) is neither in the month of the election (${month}) nor early in the next: correct either.`,
  },
};
