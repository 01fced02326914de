import { ACCOUNT, LEDGER_AMOUNT, type SheetRow } from '../readers/ledger-cells';
import { columnsOf, headOf, share, type Head, type Vocabulary } from '../readers/headings';
import { plainHeader, shapeOf } from '../readers/mapping';
import { parseBirthDate, parseRecentDay } from './days';
import {
  INTERACTION_FIELDS,
  RELATION_FIELDS,
  VALUE_FIELDS,
  holdsInteractions,
  missingOf,
  type RelationField,
  type RelationMapping,
  type RelationTable,
  type SeenValue,
} from './fields';
import type { InteractionKind } from './model';
import { emailKey, phoneKey } from './normalise';
import { findNir, refusedHeader } from './refused';
import { knownWord, meaningOf, parseBand, parseScore, parseYesNo } from './words';

/** What columns are called, as `plainTitle` writes it; the surest name first. */
const NAMES: Record<RelationField, string[]> = {
  person_key: [
    'id usager',
    'usager id',
    'identifiant usager',
    'id personne',
    'personne id',
    'id individu',
    'id enfant',
    'id citoyen',
    'id adherent',
    'id abonne',
    'id client',
    'id demandeur',
    'id participant',
    'participant id',
    'user id',
    'author id',
    'person id',
    'person key',
    'customer id',
    'usager',
    'personne',
    'individu',
    'adherent',
    'abonne',
    'client',
    'carte',
    'matricule',
    'identifiant',
    'compte',
  ],
  last_name: [
    'nom',
    'nom famille',
    'nom usage',
    'nom naissance',
    'nom usager',
    'nom enfant',
    'nom demandeur',
    'nom participant',
    'nom adherent',
    'nom declarant',
    'nom responsable',
    'nom contact',
    'last name',
    'lastname',
    'surname',
    'family name',
  ],
  first_name: [
    'prenom',
    'prenoms',
    'prenom usage',
    'prenom usager',
    'prenom enfant',
    'prenom demandeur',
    'prenom participant',
    'prenom adherent',
    'prenom declarant',
    'prenom responsable',
    'prenom contact',
    'first name',
    'firstname',
    'given name',
  ],
  full_name: [
    'nom prenom',
    'nom et prenom',
    'nom prenoms',
    'prenom nom',
    'prenom et nom',
    'nom complet',
    'full name',
    'author name',
    'user name',
    'usager',
    'enfant',
    'demandeur',
    'declarant',
    'participant',
    'adherent',
    'auteur',
    'contact',
    'nom',
    'name',
  ],
  birth_date: [
    'date naissance',
    'ne',
    'nee',
    'ne e',
    'naissance',
    'date naissance enfant',
    'date naissance usager',
    'date naissance adherent',
    'date naiss',
    'ddn',
    'birth date',
    'birthdate',
    'date birth',
    'birthday',
  ],
  birth_year: ['annee naissance', 'an naissance', 'birth year', 'year birth'],
  email: [
    'email',
    'e mail',
    'mail',
    'courriel',
    'adresse email',
    'adresse e mail',
    'adresse mail',
    'adresse courriel',
    'adresse electronique',
    'mel',
    'email usager',
    'email demandeur',
    'email responsable',
    'email contact',
    'mail responsable',
    'courriel demandeur',
    'user email',
    'author email',
    'email address',
  ],
  phone: [
    'telephone portable',
    'portable',
    'telephone mobile',
    'tel portable',
    'tel mobile',
    'mobile',
    'gsm',
    'telephone',
    'tel',
    'telephone 1',
    'tel 1',
    'telephone usager',
    'telephone demandeur',
    'telephone contact',
    'telephone domicile',
    'telephone fixe',
    'tel fixe',
    'phone',
    'phone number',
    'mobile phone',
  ],
  address: [
    'adresse',
    'adresse postale',
    'adresse complete',
    'adresse 1',
    'adresse ligne 1',
    'adresse domicile',
    'adresse usager',
    'adresse demandeur',
    'rue',
    'voie',
    'street',
    'address',
  ],
  postcode: ['postal', 'cp', 'postcode', 'zip', 'postal usager', 'cp usager'],
  city: ['ville', 'commune', 'localite', 'commune residence', 'ville residence', 'city', 'town'],
  zone: ['iris', 'qpv', 'quartier', 'zone', 'secteur', 'district', 'neighbourhood'],
  household: [
    'famille',
    'id famille',
    'famille id',
    'dossier famille',
    'dossier familial',
    'compte famille',
    'foyer',
    'id foyer',
    'menage',
    'household',
    'family id',
    'household id',
  ],
  household_size: [
    'taille foyer',
    'nombre personnes foyer',
    'nb personnes foyer',
    'nombre personnes',
    'nb personnes',
    'personnes foyer',
    'personnes au foyer',
    'composition foyer',
    'taille menage',
    'taille famille',
    'household size',
  ],
  household_type: [
    'type foyer',
    'type famille',
    'type menage',
    'situation familiale',
    'situation famille',
    'composition familiale',
    'household type',
  ],
  quotient: [
    'quotient familial',
    'quotient',
    'qf',
    'qf caf',
    'quotient familial caf',
    'montant qf',
    'montant quotient',
    'family quotient',
  ],
  quotient_band: [
    'tranche quotient familial',
    'tranche quotient',
    'tranche qf',
    'tranche tarifaire',
    'tranche tarif',
    'tranche',
    'quotient familial',
    'qf',
    'quotient band',
    'band',
  ],
  interaction_key: [
    'reference demande',
    'id demande',
    'demande',
    'signalement',
    'id signalement',
    'ticket',
    'id ticket',
    'facture',
    'id facture',
    'reference facture',
    'reference paiement',
    'paiement',
    'reglement',
    'transaction',
    'id transaction',
    'inscription',
    'id inscription',
    'reservation',
    'id reservation',
    'quittance',
    'recu',
    'reponse',
    'id reponse',
    'response id',
    'reference',
    'ref',
    'dossier',
    'id dossier',
    'tracking',
    'uuid',
    'id',
  ],
  date: [
    'date',
    'date demande',
    'date creation',
    'date depot',
    'date signalement',
    'date inscription',
    'date reglement',
    'date paiement',
    'date encaissement',
    'date facture',
    'date evenement',
    'date seance',
    'date prestation',
    'date presence',
    'date reservation',
    'date visite',
    'date reponse',
    'date participation',
    'date vote',
    'date ouverture',
    'date operation',
    'date enregistrement',
    'date heure',
    'horodateur',
    'horodatage',
    'cree',
    'created at',
    'published at',
    'created',
    'creation date',
    'submitted at',
    'date submitted',
    'timestamp',
    'payment date',
    'jour',
  ],
  kind: ['type interaction', 'interaction', 'kind', 'type', 'nature', 'type operation'],
  service: [
    'service',
    'activite',
    'prestation',
    'service concerne',
    'service destinataire',
    'service instructeur',
    'structure',
    'equipement',
    'etablissement',
    'accueil',
    'pole',
    'direction',
    'type demande',
    'nature demande',
    'categorie',
    'thematique',
    'theme',
    'domaine',
    'famille activite',
    'lieu',
    'site',
    'category',
    'category name',
    'department',
  ],
  units: [
    'quantite',
    'qte',
    'unites',
    'nb unites',
    'nombre unites',
    'repas',
    'nb repas',
    'nombre repas',
    'heures',
    'nb heures',
    'nombre heures',
    'jours',
    'nb jours',
    'nombre jours',
    'journees',
    'nb journees',
    'presences',
    'nb presences',
    'nombre presences',
    'seances',
    'nb seances',
    'entrees',
    'nb entrees',
    'nombre entrees',
    'nb',
    'nombre',
    'quantity',
    'units',
  ],
  amount: [
    'montant regle',
    'montant paye',
    'montant encaisse',
    'montant facture',
    'montant ttc',
    'montant',
    'montant total',
    'regle',
    'paye',
    'encaisse',
    'total ttc',
    'total',
    'prix',
    'tarif',
    'amount paid',
    'amount',
    'price',
  ],
  channel: [
    'canal',
    'canal contact',
    'canal saisie',
    'canal depot',
    'canal entree',
    'mode contact',
    'mode depot',
    'mode reception',
    'mode inscription',
    'origine',
    'origine demande',
    'provenance',
    'channel',
    'origin',
    'source',
  ],
  status: [
    'statut',
    'etat',
    'statut demande',
    'etat demande',
    'etat avancement',
    'avancement',
    'status',
    'state',
  ],
  due_on: [
    'echeance',
    'date echeance',
    'date limite',
    'date limite traitement',
    'date butoir',
    'date prevue',
    'a traiter avant',
    'delai',
    'due date',
    'due on',
    'due',
  ],
  closed_on: [
    'date cloture',
    'cloture',
    'clos',
    'date traitement',
    'date resolution',
    'date fin',
    'date fin traitement',
    'traite',
    'closed at',
    'closed on',
    'closed',
    'resolved at',
    'resolution date',
  ],
  score: [
    'note satisfaction',
    'satisfaction',
    'satisfaction globale',
    'note globale',
    'note',
    'evaluation',
    'score',
    'rating',
    'avis',
  ],
  campaign: [
    'campagne',
    'enquete',
    'nom enquete',
    'sondage',
    'consultation',
    'concertation',
    'evenement',
    'campaign',
    'survey',
  ],
  subject: [
    'objet',
    'objet demande',
    'sujet',
    'motif',
    'motif demande',
    'intitule',
    'libelle',
    'titre',
    'subject',
    'title',
  ],
  consent: [
    'consentement',
    'consentement rgpd',
    'accord rgpd',
    'accord',
    'optin',
    'opt in',
    'abonnement newsletter',
    'newsletter',
    'lettre information',
    'accepte etre contacte',
    'accepte',
    'autorisation',
    'consent',
    'agreement',
  ],
};

const FIRST_WORDS: Partial<Record<RelationField, string[]>> = {
  first_name: ['prenom'],
  email: ['email', 'mail', 'courriel', 'mel'],
  phone: ['telephone', 'tel', 'portable', 'mobile'],
  birth_date: ['naissance'],
  date: ['date'],
  amount: ['montant'],
  units: ['quantite', 'nb', 'nombre'],
  status: ['statut', 'etat'],
  channel: ['canal'],
  score: ['note', 'satisfaction'],
  consent: ['consentement', 'accepte', 'accept', 'autorise'],
};

/** As `plainHeader`, without more words that only link others. */
export const plainTitle = (text: string): string =>
  plainHeader(text.replace(/([a-zéèê])([A-ZÉ])/g, '$1 $2'))
    .replace(/\b(?:d|j|i|of|the)\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

const VOCABULARY: Vocabulary<RelationField> = {
  fields: RELATION_FIELDS,
  names: NAMES,
  firstWords: FIRST_WORDS,
  plain: plainTitle,
  isTitle: (text) => /\p{L}/u.test(text) && !text.includes('@') && ACCOUNT.parse(text) === null,
};

/** Any day that is past in every time zone will do: only the form of dates counts here. */
const LATER = '2100-12-31';
/** What a screen offers to be mapped; a column with more different texts holds no words. */
const MOST_VALUES = 200;

/** The head of a table and what its columns seem to hold, from their names and from their cells. */
export function proposeRelation(
  rows: readonly SheetRow[],
  sheets: string[] = [],
  sheet?: string,
): RelationTable {
  const head = headOf(rows, VOCABULARY);
  const refused = head.names.map(
    (name, rank) => refusedHeader(name) ?? (head.cells[rank]!.some(isNirAlone) ? 'nir' : null),
  );
  const barred = refused.flatMap((category, rank) => (category === null ? [] : [rank]));
  const found = columnsOf(head, VOCABULARY, fits, byContent, barred);
  const { columns, kind } = told(found, head);
  const proposal: RelationMapping = {
    columns,
    header: head.line,
    ...(sheet === undefined ? {} : { sheet }),
    source: '',
    whole: kind === undefined ? {} : { kind },
    values: {},
  };
  return {
    shape: shapeOf(head.names),
    columns: head.names.map((header, rank) => ({
      header,
      samples: refused[rank] === null ? head.samples(rank) : [],
      refused: refused[rank]!,
    })),
    sheets,
    proposal,
    missing: missingOf(proposal),
    values: valuesOf(proposal, head),
  };
}

/** Whether a table is one of persons or interactions at all. */
export const isRelation = ({ proposal: { columns } }: RelationTable): boolean =>
  ['person_key', 'last_name', 'full_name', 'email', 'date'].some(
    (field) => columns[field as RelationField] !== undefined,
  ) && Object.keys(columns).length > 1;

const isNirAlone = (text: string) => {
  const nir = findNir(text);
  return nir !== null && nir.whole && nir.keyed;
};

const isDay = (text: string) => parseRecentDay(text) !== null;
const isAmount = (text: string) => LEDGER_AMOUNT.parse(text) !== null;
/** A number or a code: no blank, and a digit. */
const isKey = (text: string) => /^\S+$/.test(text) && /\d/.test(text);
const hasLetters = (text: string) => /\p{L}{2}/u.test(text) && !text.includes('@');

/** Whether the cells of a column may hold that; a column without any may hold anything. */
function fits(field: RelationField, texts: string[], least: number): boolean {
  if (texts.length === 0) return true;
  const mostly = (holds: (text: string) => boolean) => share(texts, holds) >= least;
  switch (field) {
    case 'person_key':
    case 'interaction_key':
    case 'household':
      return mostly(isKey) && share(texts, isDay) < 0.5;
    case 'last_name':
      return mostly(hasLetters) && !isFullName(texts);
    case 'first_name':
      return mostly(hasLetters);
    case 'full_name':
      return mostly(hasLetters);
    case 'birth_date':
      return mostly((text) => parseBirthDate(text, LATER) !== null);
    case 'birth_year':
      return mostly((text) => /^(?:19|20)\d\d$/.test(text));
    case 'email':
      return mostly((text) => emailKey(text) !== null);
    case 'phone':
      return mostly((text) => phoneKey(text) !== null);
    case 'postcode':
      return mostly((text) => /^[\dA-Z -]{4,10}$/i.test(text));
    case 'household_size':
      return mostly((text) => /^\d{1,2}$/.test(text));
    case 'household_type':
      return mostly((text) => knownWord(field, text) !== null);
    case 'quotient':
      return mostly(isAmount) && share(texts, (text) => /^\d{1,2}$/.test(text)) < 0.9;
    case 'quotient_band':
      return mostly((text) => parseBand(text) !== null);
    case 'date':
    case 'due_on':
    case 'closed_on':
      return mostly(isDay);
    case 'kind':
      return mostly((text) => knownWord(field, text) !== null);
    case 'channel':
      return mostly((text) => knownWord(field, text) !== null);
    case 'service':
      return mostly(hasLetters) && new Set(texts).size <= 100;
    case 'units':
    case 'amount':
      return mostly(isAmount);
    case 'score':
      return mostly((text) => parseScore(text) !== null);
    case 'consent':
      return mostly((text) => parseYesNo(text) !== null);
    default:
      return true;
  }
}

/** A column "Nom" with both names in it: nearly all cells have a blank, and there is hardly one of a single word. */
const isFullName = (texts: string[]) => share(texts, (text) => /\S\s+\S/.test(text)) >= 0.8;

/** What the cells of columns without a known name look like. */
function byContent(): [RelationField, (texts: string[]) => boolean][] {
  return [['email', (texts) => share(texts, (text) => emailKey(text) !== null) >= 0.9]];
}

const INTERACTIONS: readonly RelationField[] = INTERACTION_FIELDS;
/** One of these is in every file of interactions, but for some of Decidim. */
const ACTING: RelationField[] = ['date', 'service', 'units', 'amount', 'status', 'score', 'kind'];

/**
 * What a file as a whole is about. A file without a date, a service, an amount or the like has persons only: other
 * columns of interactions are not meant then, and a number is that of the person.
 */
function told(
  found: RelationMapping['columns'],
  head: Head,
): { columns: RelationMapping['columns']; kind?: InteractionKind } {
  const columns = { ...found };
  if (
    columns.first_name !== undefined &&
    columns.last_name === undefined &&
    columns.full_name !== undefined
  ) {
    columns.last_name = columns.full_name;
    delete columns.full_name;
  }
  if (columns.last_name !== undefined) delete columns.full_name;
  const titles = head.names.map(plainTitle).join(' | ');
  const anything =
    ACTING.some((field) => columns[field] !== undefined) || /registration form|participatory/.test(titles);
  if (!anything) {
    if (columns.person_key === undefined && columns.interaction_key !== undefined)
      columns.person_key = columns.interaction_key;
    for (const field of INTERACTIONS) delete columns[field];
    return { columns };
  }
  if (columns.kind !== undefined) return { columns };
  const kind = kindOf(columns, titles);
  // Only what is asked for has a state; elsewhere it is another one.
  if (kind !== 'request' && kind !== 'complaint')
    for (const field of ['status', 'due_on', 'closed_on'] as const) delete columns[field];
  // The place that a proposal is about, and its words.
  if (kind === 'consultation') for (const field of ['address', 'subject'] as const) delete columns[field];
  return kind === undefined ? { columns } : { columns, kind };
}

function kindOf(columns: RelationMapping['columns'], titles: string): InteractionKind | undefined {
  const has = (field: RelationField) => columns[field] !== undefined;
  if (has('score')) return 'satisfaction';
  if (/registration form|meeting|evenement|manifestation|spectacle|atelier|\bevent/.test(titles))
    return 'event';
  if (/participatory|propos|\bvotes?\b|\bauthor\b|concertation|consultation|component id/.test(titles))
    return 'consultation';
  if (/reclamation|plainte|complaint/.test(titles)) return 'complaint';
  if (/demande|signalement|ticket|requete|request/.test(titles)) return 'request';
  if (has('due_on') || has('closed_on')) return 'request';
  if (/renouvel|readhesion|renewal/.test(titles)) return 'renewal';
  if (has('amount') && /regl|paye|paiement|encaiss|factur|quittance|paid|payment/.test(titles))
    return 'payment';
  if (/inscription|registration|activite|prestation|reservation|presence|repas|adhesion/.test(titles))
    return 'registration';
  return has('amount') ? 'payment' : undefined;
}

function valuesOf(mapping: RelationMapping, { cells }: Head): RelationTable['values'] {
  const values: RelationTable['values'] = {};
  if (!holdsInteractions(mapping) && mapping.columns.household_type === undefined) return values;
  for (const field of VALUE_FIELDS) {
    const column = mapping.columns[field];
    if (column === undefined) continue;
    const counts = new Map<string, number>();
    for (const text of cells[column]!) counts.set(text, (counts.get(text) ?? 0) + 1);
    values[field] = seenValues(counts, meaningOf(field, mapping));
  }
  return values;
}

/** The most frequent first. */
export const seenValues = (
  counts: ReadonlyMap<string, number>,
  means: (text: string) => string | number | null,
): SeenValue[] =>
  [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_VALUES)
    .map(([text, rows]) => ({ text, rows, means: means(text) }));
