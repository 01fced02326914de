import { plainHeader } from '../readers/mapping';

/**
 * What the product does not take in, whatever the file: special categories of data (GDPR art. 9), the national number
 * (art. 87), and what stands for them in a family portal, such as a menu without pork.
 */
export const REFUSED_CATEGORIES = [
  'diet',
  'allergy',
  'health',
  'disability',
  'religion',
  'nationality',
  'nir',
  'origin',
  'union',
  'politics',
  'orientation',
  'proposal_text',
] as const;
export type RefusedCategory = (typeof REFUSED_CATEGORIES)[number];

/** On headers as `plainHeader` writes them: without accents, articles and "code", "numéro". */
const PATTERNS: [RefusedCategory, RegExp][] = [
  [
    'allergy',
    /\b(?:allerg\w*|intoleran\w*|anaphyla\w*|epipen|pai|p a i|projets? (?:d )?accueil individualises?)\b/,
  ],
  [
    'diet',
    /\b(?:regimes?|sans (?:porc|viande|gluten|lactose|sel|sucre)|porc|pork|vegetari\w+|vegetal\w+|vegans?|halal|hallal|[ck]as?c?her|menus?|diets?|dietary|dietetique|(?:type|preference|choix|substitution) (?:repas|alimentaires?|viande|plat)|repas (?:type|substitution|specifiques?|adaptes?|sans \w+)|alimentation|aliments?|meal (?:preference|type|choice))\b/,
  ],
  [
    'disability',
    /\b(?:handicap\w*|aeeh|a e e h|mdph|m d p h|aah|rqth|pch|disab\w+|invalid\w+|incapacite|avs|aesh|ulis|mobilite reduite|pmr|cmi|wheelchair)\b/,
  ],
  [
    'nir',
    /\b(?:nirp?p?|n i r|securite social\w*|secu|secu social\w*|ss|nss|social security|ssn|insee personne|numero insee|assure social|immatriculation (?:ss|sociale|cpam|msa))\b/,
  ],
  [
    'health',
    /\b(?:sante|sanitaires?|medica\w+|medecins?|maladies?|pathologies?|vaccin\w*|asthm\w+|diabet\w+|epilep\w+|groupe sanguin|blood|hospital\w*|hopital|health|illness|disease|doctor|physician|psy\w*|grossesse|enceinte|pregnan\w+|gir|autonomie|dependance|mutuelle|troubles?)\b/,
  ],
  [
    'religion',
    /\b(?:religi\w+|cultes?|confessions?|croyances?|faith|catholi\w+|musulman\w*|protestant\w*|juifs?|juive|bouddhis\w+|atheis?\w*|bapt\w+|laicite|philosophi\w+)\b/,
  ],
  [
    'nationality',
    /\b(?:nationalit\w+|citizenship|citoyennete|titres? sejour|cartes? sejour|passeports?|passport|pays (?:d )?origine|pays naissance|country birth|birth country|visa sejour|refugies?|asile)\b/,
  ],
  ['origin', /\b(?:ethni\w+|races?|racial\w*|origines? (?:ethnique|geographique|raciale)s?|couleur peau)\b/],
  ['union', /\b(?:syndicat\w*|syndical\w*|syndiques?|trade union|union member\w*|labou?r union)\b/],
  [
    'orientation',
    /\b(?:orientations? sexuelles?|sexualite|vie sexuelle|sexual\w*|lgbt\w*|identite genre|gender identity|transgenre)\b/,
  ],
  [
    'politics',
    /\b(?:opinions?|(?:parti|tendance|affiliation|appartenance|engagement|couleur|convictions?|orientation) politiques?|parti|political\w*|party|vote pour|intention vote|elections?|electoral\w*|electeurs?|bureau vote)\b/,
  ],
  [
    'proposal_text',
    /\b(?:(?:textes?|titres?|contenus?|corps|descriptions?|intitules?|resumes?) (?:d )?(?:une )?(?:propositions?|contributions?|idees?|projets?|amendements?|petitions?|debats?)|(?:proposals?|propositions?|contributions?|debates?|amendments?) (?:text|texte|title|titre|body|content|contenu|description)s?|argument\w*|propositions?|proposals?|commentaires?|comments?|verbatims?|reponses? libres?|(?:free )?text answers?|remarques?|suggestions?|body)\b/,
  ],
];

/** "title/fr", "body/en", "answer/fr" of Decidim: what people wrote, by language. */
const TEXT_BY_LANGUAGE =
  /^(?:title|body|answer|description|short_description|reason)\/[a-z]{2}(?:-[a-z]{2})?$/i;
/** Numbers and counts about what is refused are neither a text nor an opinion. */
const OF_PROPOSALS =
  /^(?:id|ids|url|reference|ref|date|nombre|nb|count|votes?|supports?|etat|statut|status|state)\b|\b(?:id|ids|url|count|votes|date|reference|meeting)$/;

/** Why a column with this header can never be mapped; null where it can. */
export function refusedHeader(header: string): RefusedCategory | null {
  if (TEXT_BY_LANGUAGE.test(header.trim())) return 'proposal_text';
  // "votreRegime", "code_nir"
  const apart = header.replace(/([a-zàâéèêîôû])([A-ZÉ])/g, '$1 $2');
  const plain = plainHeader(apart);
  const found = PATTERNS.find(([, pattern]) => pattern.test(plain))?.[0] ?? null;
  return found === 'proposal_text' && OF_PROPOSALS.test(plain) ? null : found;
}

/** Digits of a NIR; a key, two more digits, often follows. */
const NIR = 13;
const NIR_AND_KEY = 15;
const WRITTEN_NIR =
  /(?<![0-9A-Za-z])[1-478](?:[ .\u00a0-]?[0-9AB]){12}(?:[ .\u00a0-]?[0-9]){0,2}(?![0-9A-Za-z])/g;

/**
 * Whether a text holds a national number (NIR, "numéro de sécurité sociale"): 15 digits with the right key, or 13 that
 * can be one. `whole`: nothing else in the text, as in a column of numbers; there 1 in 4 000 numbers of 15 digits and 1
 * in 50 of 13 look like one by chance, so that one of them alone says nothing.
 */
export function findNir(text: string): { whole: boolean; keyed: boolean } | null {
  if (text.length < NIR || !hasDigits(text, NIR - 1)) return null;
  for (const [found] of text.matchAll(WRITTEN_NIR)) {
    const digits = found.replace(/[ .\u00a0-]/g, '');
    const keyed = digits.length === NIR_AND_KEY;
    if ((digits.length !== NIR && !keyed) || !isPlausible(digits)) continue;
    if (!keyed || hasKey(digits)) return { whole: found.length === text.trim().length, keyed };
  }
  return null;
}

function hasDigits(text: string, least: number): boolean {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) count += 1;
  }
  return count >= least;
}

/** Sex, year, month (above 12 where it is unknown), department, commune, order. */
function isPlausible(nir: string): boolean {
  const month = Number(nir.slice(3, 5));
  const department = nir.slice(5, 7);
  const isDepartment = /^(?:2[AB]|0[1-9]|[1-8]\d|9[0-9])$/.test(department);
  const known = (month >= 1 && month <= 12) || month === 20;
  return known && isDepartment && /^\d{6}$/.test(nir.slice(7, 13)) && !nir.endsWith('000');
}

/** 97 less the remainder of the number by 97; Corsica counts as 19 and 18. */
function hasKey(nir: string): boolean {
  const number = nir.slice(0, NIR).replace('2A', '19').replace('2B', '18');
  return 97 - Number(BigInt(number) % 97n) === Number(nir.slice(NIR));
}
