import { plainName } from '../plain-name';
import { plainHeader } from '../readers/mapping';
import type { RelationMapping, ValueField } from './fields';
import {
  CHANNELS,
  HOUSEHOLD_TYPES,
  INTERACTION_KINDS,
  REQUEST_STATUSES,
  type Channel,
  type HouseholdType,
  type InteractionKind,
  type RequestStatus,
} from './model';

type Words<T extends string> = [T, RegExp][];

/** How software writes our words, on texts as `plainHeader` writes them; the first that fits is meant. */
const KINDS: Words<InteractionKind> = [
  ['renewal', /^(?:renouvel|reabonne|readhesion|reinscription|renew)/],
  ['complaint', /^(?:reclamation|plainte|complaint|recours|mecontent)/],
  ['satisfaction', /^(?:satisfaction|enquete|avis|evaluation|survey|questionnaire|feedback)/],
  [
    'consultation',
    /^(?:consultation|concertation|vote|proposition|proposal|debat|contribution|petition|budget participatif)/,
  ],
  [
    'event',
    /^(?:evenement|manifestation|event|atelier|spectacle|reunion|sortie|meeting|visite|concert|conference)/,
  ],
  ['payment', /^(?:paiement|reglement|encaissement|payment|facture|invoice|achat|vente|recette|prelevement)/],
  ['request', /^(?:demande|request|signalement|requete|report|ticket|intervention|incident)/],
  [
    'registration',
    /^(?:inscription|registration|adhesion|abonnement|reservation|presence|frequentation|preinscription|emprunt|entree)/,
  ],
];
const CHANNEL_WORDS: Words<Channel> = [
  ['phone', /^(?:telephon\w*|appels?(?: telephonique)?|tel|phone|call)\b/],
  ['email', /^(?:e ?mails?|mails?|courriels?|messagerie|adresse electronique)\b/],
  ['mail', /^(?:courriers?|lettres?|postale?|voie postale|letter)\b/],
  ['app', /^(?:app|appli|applis|applications?|mobile|smartphone)\b/],
  [
    'web',
    /^(?:web|internet|sites?(?: internet| web)|portail|lignes?|online|formulaires?|teleservices?|demarches?)\b/,
  ],
  ['desk', /^(?:guichets?|accueil|comptoir|mairie|physique|presentiel|desk|front office|agent)\b/],
  ['on_site', /^(?:sur place|sur site|site|terrain|on site|equipement|borne|caisse|regie)\b/],
];
const STATUS_WORDS: Words<RequestStatus> = [
  [
    'refused',
    /^(?:refus|rejet|annul|abandon|sans suite|classee? sans suite|reject|cancel|irrecevable|doublon|decline|non recevable)/,
  ],
  ['waiting', /^(?:(?:mise? )?attente|suspend|waiting|pending|complements?|pause|on hold|incomplet)/],
  [
    'in_progress',
    /^(?:cours|in progress|traitement|affect|assign|prise? charge|pris charge|transmis|instruction|planifi|ouvert traitement|demarre|programm)/,
  ],
  [
    'done',
    /^(?:traitee?s?$|termin|clos|clotur|resol|closed|done|solde|finie?|realise|accept|valide|repondu|livre|complet|archive)/,
  ],
  ['new', /^(?:nouve|recue?$|deposee?|ouverte?$|new|open|a traiter|enregistr|cree|soumis|submitted|initial)/],
];
const HOUSEHOLD_WORDS: Words<HouseholdType> = [
  ['single_parent', /^(?:famille )?(?:monoparent|mono parent|single parent|parent isole|parent seul)/],
  ['family', /^(?:famille|family|biparent|couple avec|couple with|parents)/],
  ['couple', /^(?:couple|mariee?s?|pacse|concubin|vie maritale|married)/],
  ['single', /^(?:seule?|celibataire|isolee?|single|personne (?:seule|isolee)|veuf|veuve|widow)/],
  ['other', /^(?:autre|other|colocation|collecti)/],
];

const KNOWN: Record<Exclude<ValueField, 'service'>, { own: readonly string[]; words: Words<string> }> = {
  kind: { own: INTERACTION_KINDS, words: KINDS },
  channel: { own: CHANNELS, words: CHANNEL_WORDS },
  status: { own: REQUEST_STATUSES, words: STATUS_WORDS },
  household_type: { own: HOUSEHOLD_TYPES, words: HOUSEHOLD_WORDS },
};

/** What a text is known to mean without anybody saying it; null for what is not, and for every service. */
export function knownWord(field: ValueField, text: string): string | null {
  if (field === 'service') return null;
  const { own, words } = KNOWN[field];
  if (own.includes(text)) return text;
  const plain = plainHeader(text);
  return words.find(([, pattern]) => pattern.test(plain))?.[0] ?? null;
}

/** Distinct texts whose meaning is kept; a column with more holds no words. */
const MOST_WORDS = 5_000;

/** What the texts of a value column mean: what the mapping says, else what is known; null where nobody told. */
export function meaningOf(
  field: ValueField,
  mapping: RelationMapping,
): (text: string) => string | number | null {
  const told = new Map(
    Object.entries(mapping.values[field] ?? {}).map(([text, means]) => [plainName(text), means]),
  );
  const found = new Map<string, string | number | null>();
  return (text) => {
    const before = found.get(text);
    if (before !== undefined) return before;
    const means = told.get(plainName(text)) ?? knownWord(field, text);
    if (found.size < MOST_WORDS) found.set(text, means);
    return means;
  };
}

const YES = new Set([
  'oui',
  'o',
  'yes',
  'y',
  'true',
  'vrai',
  '1',
  'x',
  'accepte',
  'accord',
  'ok',
  'on',
  'coche',
]);
const NO = new Set(['non', 'n', 'no', 'false', 'faux', '0', 'refuse', 'refus', 'off', 'decoche']);

/** Yes or no; null for anything else. */
export function parseYesNo(text: string): boolean | null {
  const plain = plainName(text);
  return YES.has(plain) ? true : NO.has(plain) ? false : null;
}

/** Satisfaction as "4", "4,0" or "4/5"; null where it is not a whole number from 1 to 5. */
export function parseScore(text: string): number | null {
  const digit = /^([1-5])(?:[.,]0+)?(?:\s*\/\s*5)?$/.exec(text)?.[1];
  return digit === undefined ? null : Number(digit);
}

/** "3", "T3", "Tranche 3", "QF 3"; a letter alone counts from A. Null for anything else, and above 30. */
export function parseBand(text: string): number | null {
  const plain = plainName(text);
  if (/^[a-z]$/.test(plain) && plain !== 'x') return plain.charCodeAt(0) - 96;
  const digits = /^(?:(?:t|tr|tranche|qf|band|bande|categorie)\s?)?0?(\d{1,2})$/.exec(plain)?.[1];
  return digits === undefined || Number(digits) < 1 || Number(digits) > 30 ? null : Number(digits);
}

const NOBODY =
  /^(?:anonyme?s?|anonymous|inconnue?s?|unknown|non (?:renseignee?s?|communiquee?s?|connue?s?)|nc|n c|na|n a|nr|neant|aucune?|none|null|usager (?:anonyme|inconnu)|client (?:de )?passage|passage|divers|x+)$/;

/** Nearly all names are told by their beginning not to be one of those. */
const MAY_BE_NOBODY = /^(?:[^\p{L}]*$|anonym|inconnu|unknown|non |n|aucun|usager|client|passage|divers|x)/iu;

/** What people type in a name column where there is no name. */
export const isNobody = (text: string): boolean => {
  if (text.length > 25 || !MAY_BE_NOBODY.test(text)) return false;
  const plain = plainName(text);
  return plain === '' || NOBODY.test(plain);
};

/**
 * Last and first name of one text: "DUPONT Marie", "Marie DUPONT" (capitals tell the last name), "Dupont, Marie"; with
 * nothing to tell by, the first word is the first name. A name of one word is a last name.
 */
export function splitName(text: string): { last_name: string; first_name: string | null } {
  const comma = text.indexOf(',');
  if (comma > 0) {
    const first_name = text.slice(comma + 1).trim();
    return { last_name: text.slice(0, comma).trim(), first_name: first_name || null };
  }
  const words = text
    .split(/\s+/)
    .filter((word) => word !== '' && !/^(?:m|mr|mme|mlle|monsieur|madame|mademoiselle)\.?$/i.test(word));
  if (words.length < 2) return { last_name: words[0] ?? text, first_name: null };
  const capitals = words.filter((word) => word.length > 1 && word === word.toUpperCase());
  if (capitals.length > 0 && capitals.length < words.length)
    return {
      last_name: capitals.join(' '),
      first_name: words.filter((word) => !capitals.includes(word)).join(' '),
    };
  return { last_name: words.slice(1).join(' '), first_name: words[0]! };
}
