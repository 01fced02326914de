import type { Messages } from '../issue';

const WHY_FR: Record<string, string> = {
  diet: 'régime alimentaire',
  allergy: 'allergies ou PAI',
  health: 'santé',
  disability: 'handicap',
  religion: 'religion ou convictions',
  nationality: 'nationalité',
  nir: 'numéro de sécurité sociale',
  origin: 'origine',
  union: 'appartenance syndicale',
  politics: 'opinions politiques',
  orientation: 'vie sexuelle',
  proposal_text: 'texte libre ou proposition, qui dit une opinion',
};
const WHY_EN: Record<string, string> = {
  diet: 'diet',
  allergy: 'allergies or care plan',
  health: 'health',
  disability: 'disability',
  religion: 'religion or beliefs',
  nationality: 'nationality',
  nir: 'social security number',
  origin: 'origin',
  union: 'union membership',
  politics: 'political opinions',
  orientation: 'sex life',
  proposal_text: 'free text or a proposal, which tells an opinion',
};

export const relationMessages: Messages = {
  COLUMN_REFUSED: {
    fr: ({ name, why }) =>
      `La colonne « ${name} » n’est pas reprise (${WHY_FR[String(why)]}) : cet outil n’enregistre pas ces données.`,
    en: ({ name, why }) =>
      `Column "${name}" is left out (${WHY_EN[String(why)]}): this tool does not store such data.`,
  },
  MAPPING_REFUSED: {
    fr: ({ name, why }) =>
      `La colonne « ${name} » ne peut pas être reprise : ${WHY_FR[String(why)]}. Retirez-la de la correspondance, et du fichier si possible.`,
    en: ({ name, why }) =>
      `Column "${name}" cannot be taken: ${WHY_EN[String(why)]}. Take it out of the mapping, and of the file if you can.`,
  },
  MAPPING_BOUNDS: {
    fr: ({ bounds }) =>
      `Les bornes du quotient familial (${bounds}) doivent être des montants en euros, du plus petit au plus grand. Corrigez-les.`,
    en: ({ bounds }) =>
      `The bounds of the quotient familial (${bounds}) must be amounts in euros that rise. Correct them.`,
  },
  NO_ROWS: {
    fr: () =>
      'Le fichier n’a aucune ligne à reprendre sous ses en-têtes. Vérifiez la ligne d’en-têtes et les colonnes.',
    en: () => 'The file has no row to take below its header. Check the header row and the columns.',
  },
  BIRTH_INVALID: {
    fr: ({ name }) =>
      `${name} : cette naissance n’est pas une date possible. Attendu : 31/12/1980 ou 1980-12-31, avant aujourd’hui ; dans un tableur, mettez la colonne au format date.`,
    en: ({ name }) =>
      `${name}: this birth is no possible date. Expected: 31/12/1980 or 1980-12-31, before today; in a spreadsheet, format the column as dates.`,
  },
  DAY_INVALID: {
    fr: ({ name, value }) =>
      `${name} : « ${value} » n’est pas une date. Attendu : 31/12/2025 ou 2025-12-31 ; dans un tableur, mettez la colonne au format date.`,
    en: ({ name, value }) =>
      `${name}: "${value}" is not a date. Expected: 31/12/2025 or 2025-12-31; in a spreadsheet, format the column as dates.`,
  },
  UNITS_INVALID: {
    fr: ({ name, value }) =>
      `${name} : « ${value} » n’est pas un nombre d’unités à deux décimales au plus. Corrigez la cellule.`,
    en: ({ name, value }) =>
      `${name}: "${value}" is not a number of units with two decimals at most. Correct the cell.`,
  },
  SCORE_INVALID: {
    fr: ({ name, value }) =>
      `${name} : « ${value} » n’est pas une note entière de 1 à 5. Ramenez les notes à cette échelle avant l’import.`,
    en: ({ name, value }) =>
      `${name}: "${value}" is not a whole score from 1 to 5. Bring the scores to this scale before the import.`,
  },
  BAND_INVALID: {
    fr: ({ name }) => `${name} : cette tranche n’est pas un numéro de 1 à 30. Corrigez la cellule.`,
    en: ({ name }) => `${name}: this band is not a number from 1 to 30. Correct the cell.`,
  },
  QUOTIENT_INVALID: {
    fr: ({ name }) => `${name} : ce quotient n’est pas un montant en euros. Corrigez la cellule.`,
    en: ({ name }) => `${name}: this quotient is not an amount in euros. Correct the cell.`,
  },
  HOUSEHOLD_SIZE_INVALID: {
    fr: ({ name }) => `${name} : ce nombre de personnes n’est pas un nombre de 1 à 30. Corrigez la cellule.`,
    en: ({ name }) => `${name}: this number of people is not a number from 1 to 30. Correct the cell.`,
  },
  CONSENT_INVALID: {
    fr: ({ name, value }) =>
      `${name} : « ${value} » ne dit ni oui ni non. Écrivez oui ou non, ou laissez la cellule vide.`,
    en: ({ name, value }) =>
      `${name}: "${value}" says neither yes nor no. Write yes or no, or leave the cell empty.`,
  },
  SERVICE_UNMAPPED: {
    fr: ({ name, value }) => `${name} : dites à quel service correspond « ${value} ».`,
    en: ({ name, value }) => `${name}: say which service "${value}" stands for.`,
  },
  VALUE_UNMAPPED: {
    fr: ({ name, value }) => `${name} : dites ce que veut dire « ${value} » dans la correspondance.`,
    en: ({ name, value }) => `${name}: say in the mapping what "${value}" means.`,
  },
  KEY_TWICE: {
    fr: ({ name, value, first }) =>
      `${name} : « ${value} » est déjà à la ligne ${first}, avec un autre contenu. Choisissez une colonne dont les numéros ne se répètent pas, ou aucune.`,
    en: ({ name, value, first }) =>
      `${name}: "${value}" is at line ${first} already, and says something else. Choose a column whose numbers do not repeat, or none.`,
  },
  INTERACTIONS_TWICE: {
    fr: ({ rows }) => `${rows} ligne(s) répétées à l’identique, comptées une seule fois.`,
    en: ({ rows }) => `${rows} row(s) repeated as they are, counted once.`,
  },
  ROWS_WITHOUT_PERSON: {
    fr: ({ rows }) =>
      `${rows} ligne(s) sans nom, numéro, e-mail ni téléphone laissées de côté. Vérifiez les colonnes si elles sont nombreuses.`,
    en: ({ rows }) =>
      `${rows} row(s) without a name, number, e-mail or phone left out. Check the columns if there are many.`,
  },
  EMAILS_UNREADABLE: {
    fr: ({ rows }) =>
      `${rows} adresse(s) e-mail illisibles : elles ne sont pas reprises, les lignes le sont.`,
    en: ({ rows }) => `${rows} unreadable e-mail address(es): they are not taken, their rows are.`,
  },
  PHONES_UNREADABLE: {
    fr: ({ rows }) => `${rows} téléphone(s) illisibles : ils ne sont pas repris, les lignes le sont.`,
    en: ({ rows }) => `${rows} unreadable phone number(s): they are not taken, their rows are.`,
  },
};
