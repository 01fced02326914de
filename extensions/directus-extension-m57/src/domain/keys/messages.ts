import type { Messages } from '../issue';

const FRENCH: Record<string, string> = {
  quantity: 'quantité',
  percent: 'pourcentage',
  equal: 'parts égales',
  pro_rata: 'prorata',
  like: 'comme un autre service',
};
const kindsInFrench = (kinds: unknown) =>
  String(kinds)
    .split(', ')
    .map((kind) => FRENCH[kind] ?? kind)
    .join(', ');
/** "1234567.89" → "1 234 567,89", with spaces that do not break. */
const euros = (amount: unknown) =>
  String(amount)
    .replace('.', ',')
    .replace(/\B(?=(\d{3})+,)/g, '\u202f');

/** What can be wrong in the keys of a service, and what becomes of its cost (resolve.ts). */
export const keyMessages: Messages = {
  KEY_MISSING: {
    fr: () =>
      'Aucune clé pour cet exercice : le coût de ce service reste non réparti. Saisissez ce qu’il rend.',
    en: () => 'No key for this year: the cost of this service stays unallocated. Enter what it delivers.',
  },
  KEY_ZERO: {
    fr: () =>
      'Les clés de ce service sont toutes à zéro : son coût reste non réparti. Saisissez ce qu’il rend.',
    en: () => 'The keys of this service are all zero: its cost stays unallocated. Enter what it delivers.',
  },
  KEY_FIXED_ONLY: {
    fr: () =>
      'Ce service n’a que des montants fixes : le reste de son coût est non réparti. Ajoutez une clé pour ce reste.',
    en: () =>
      'This service has fixed amounts only: the rest of its cost is unallocated. Add a key for that rest.',
  },
  KEY_FIXED_EXCEEDS: {
    fr: ({ total, direct }) =>
      `Les montants fixes (${euros(total)} €) dépassent le coût direct du service (${euros(direct)} €) : ils sont réduits en proportion. Baissez-les.`,
    en: ({ total, direct }) =>
      `The fixed amounts (€${total}) exceed the direct cost of the service (€${direct}): they are cut in proportion. Lower them.`,
  },
  KEY_PERCENT_SHORT: {
    fr: ({ total }) =>
      `Les pourcentages de ce service font ${total} % sur l’exercice : le reste est non réparti. Complétez-les à 100 %.`,
    en: ({ total }) =>
      `The percentages of this service come to ${total} % over the year: the rest is unallocated. Bring them to 100 %.`,
  },
  KEY_PERCENT_OVER: {
    fr: ({ total }) =>
      `Les pourcentages de ce service font ${total} % sur l’exercice : ils sont ramenés à 100 % en proportion. Corrigez-les avant de valider.`,
    en: ({ total }) =>
      `The percentages of this service come to ${total} % over the year: they are brought to 100 % in proportion. Correct them before you validate.`,
  },
  KEY_KINDS_MIXED: {
    fr: ({ kinds }) =>
      `Ce service mélange plusieurs sortes de clés (${kindsInFrench(kinds)}) : seule la première compte. Gardez-en une, avec des montants fixes si besoin.`,
    en: ({ kinds }) =>
      `This service mixes several kinds of keys (${kinds}): only the first counts. Keep one, beside fixed amounts if need be.`,
  },
  KEY_UNITS_DIFFER: {
    fr: ({ units }) =>
      `Les quantités de ce service ont plusieurs unités (${units}) et sont additionnées telles quelles. Donnez-leur la même unité.`,
    en: ({ units }) =>
      `The quantities of this service have several units (${units}) and are added as they are. Give them one unit.`,
  },
  KEY_NEGATIVE: {
    fr: ({ quantity }) =>
      `Une clé de ce service est négative (${quantity}) : elle compte pour zéro. Corrigez-la.`,
    en: ({ quantity }) => `A key of this service is negative (${quantity}): it counts as zero. Correct it.`,
  },
  KEY_TARGET_MISSING: {
    fr: () =>
      'Une clé de ce service ne dit pas qui reçoit : une quantité ou un pourcentage reste non réparti, un montant fixe est ignoré. Choisissez un service.',
    en: () =>
      'A key of this service does not tell who receives: a quantity or a percentage stays unallocated, a fixed amount is ignored. Choose a service.',
  },
  KEY_SELF: {
    fr: () =>
      'Ce que ce service se rend à lui-même est laissé de côté : les autres se partagent tout son coût.',
    en: () => 'What this service delivers to itself is left out: the others share all of its cost.',
  },
  KEY_LIKE_MISSING: {
    fr: () =>
      'Une clé « comme un autre service » ne dit pas lequel : elle est ignorée. Choisissez ce service.',
    en: () => 'A key "like another service" does not tell which: it is ignored. Choose that service.',
  },
  KEY_LIKE_EMPTY: {
    fr: () =>
      'Le service suivi ne rend rien à d’autres : le coût de ce service reste non réparti. Choisissez une autre clé.',
    en: () =>
      'The service that is followed delivers nothing to others: the cost of this service stays unallocated. Choose another key.',
  },
  KEY_LIKE_REST: {
    fr: () => 'Une part du service suivi est non répartie : la même part de ce service l’est aussi.',
    en: () => 'A part of the service that is followed is unallocated: so is the same part of this service.',
  },
  KEY_LIKE_CIRCLE: {
    fr: () =>
      'Des services se suivent en cercle (« comme un autre service ») : leur coût reste non réparti. Donnez à l’un d’eux ses propres clés.',
    en: () =>
      'Services follow one another in a circle ("like another service"): their cost stays unallocated. Give one of them keys of its own.',
  },
  KEY_NOT_AUXILIARY: {
    fr: () =>
      'Ce service n’est pas auxiliaire : ses clés sont ignorées. Changez sa sorte, ou retirez ses clés.',
    en: () => 'This service is not auxiliary: its keys are ignored. Change its kind, or remove its keys.',
  },
  KEY_DATES_REVERSED: {
    fr: ({ from, to }) =>
      `Une clé de ce service finit le ${to}, avant de commencer le ${from} : elle ne vaut jamais. Corrigez ses dates.`,
    en: ({ from, to }) =>
      `A key of this service ends on ${to}, before it begins on ${from}: it never holds. Correct its dates.`,
  },
  KEY_TO_REQUIRED: {
    fr: () => 'Une quantité, un pourcentage ou un montant fixe doit dire quel service reçoit. Choisissez-le.',
    en: () => 'A quantity, a percentage or a fixed amount must tell which service receives. Choose it.',
  },
  KEY_LIKE_REQUIRED: {
    fr: () => 'Une clé « comme un autre service » doit dire lequel. Choisissez-le.',
    en: () => 'A key "like another service" must tell which. Choose it.',
  },
  KEY_QUANTITY_NEGATIVE: {
    fr: ({ quantity }) => `Une clé ne peut pas être négative (${quantity}).`,
    en: ({ quantity }) => `A key cannot be negative (${quantity}).`,
  },
  KEY_SERVICE_UNKNOWN: {
    fr: ({ service }) => `Aucun service ne s’appelle « ${service} » : corrigez le nom, ou créez le service.`,
    en: ({ service }) => `No service is called "${service}": correct the name, or create the service.`,
  },
  KEY_SERVICE_AMBIGUOUS: {
    fr: ({ service }) => `Plusieurs services s’appellent « ${service} » : donnez le numéro de l’un d’eux.`,
    en: ({ service }) => `Several services are called "${service}": give the number of one of them.`,
  },
  KEY_CENTS: {
    fr: ({ quantity }) => `Un montant fixe se donne en euros et centimes, et non ${quantity}.`,
    en: ({ quantity }) => `A fixed amount is given in euros and cents, not ${quantity}.`,
  },
  KEY_QUANTITY_INVALID: {
    fr: ({ quantity }) => `« ${quantity} » n’est pas une quantité : un nombre, quatre décimales au plus.`,
    en: ({ quantity }) => `"${quantity}" is not a quantity: a number with at most four decimals.`,
  },
  KEY_FROM_MISSING: {
    fr: () => 'Une clé doit dire quel service donne. Choisissez-le.',
    en: () => 'A key must tell which service delivers. Choose it.',
  },
  KEY_KIND_INVALID: {
    fr: ({ kind, kinds }) => `« ${kind} » n’est pas une sorte de clé : ${kinds}.`,
    en: ({ kind, kinds }) => `"${kind}" is not a kind of key: ${kinds}.`,
  },
};
