import type { AccessArchive } from '../../contract/privacy';
import { dayInFrance } from '../../domain/day-in-france';
import type { Locale } from '../../domain/issue';
import { renderHtml, type DocumentSection } from '../../domain/relation/documents/document';
import { readSnapshot } from '../snapshot';

/** Of columns that no collection labels; without one a column is called as it is. */
const LABELS: Record<string, Record<Locale, string>> = {
  citizen: { fr: 'Fiche', en: 'Record' },
  other: { fr: 'Autre fiche', en: 'Other record' },
  kept: { fr: 'Fiche gardée', en: 'Record kept' },
  merged: { fr: 'Fiche fusionnée', en: 'Record merged' },
  key: { fr: 'Numéro', en: 'Number' },
  occurred_on: { fr: 'Date', en: 'Date' },
  wording: { fr: 'Texte présenté', en: 'Text shown' },
  expires_on: { fr: 'Valable jusqu’au', en: 'Valid until' },
  note: { fr: 'Remarque', en: 'Note' },
  recorded_on: { fr: 'Enregistré le', en: 'Recorded on' },
  state: { fr: 'État', en: 'State' },
  until: { fr: 'Jusqu’au', en: 'Until' },
  evidence: { fr: 'Preuve n°', en: 'Evidence no.' },
  salt: { fr: 'Sel de l’empreinte', en: 'Salt of the fingerprint' },
  content_hash: { fr: 'Empreinte du contenu', en: 'Fingerprint of the content' },
  hash: { fr: 'Empreinte de la chaîne', en: 'Fingerprint of the chain' },
  score: { fr: 'Score', en: 'Score' },
  recency: { fr: 'Récence', en: 'Recency' },
  frequency: { fr: 'Fréquence', en: 'Frequency' },
  breadth: { fr: 'Diversité', en: 'Breadth' },
  computed_on: { fr: 'Calculé le', en: 'Computed on' },
  reasons: { fr: 'Raisons', en: 'Reasons' },
  status: { fr: 'État', en: 'Status' },
  decided_on: { fr: 'Décidé le', en: 'Decided on' },
  content: { fr: 'Contenu', en: 'Content' },
  merged_on: { fr: 'Fusionnées le', en: 'Merged on' },
  undone_on: { fr: 'Annulée le', en: 'Undone on' },
  interaction: { fr: 'Échange', en: 'Interaction' },
  at: { fr: 'Quand', en: 'When' },
  action: { fr: 'Action', en: 'Action' },
  count: { fr: 'Personnes', en: 'Persons' },
  detail: { fr: 'Précision', en: 'Detail' },
  id: { fr: 'N°', en: 'No.' },
  kind: { fr: 'Nature', en: 'Kind' },
  purpose: { fr: 'Finalité', en: 'Purpose' },
  source: { fr: 'Source', en: 'Source' },
  import: { fr: 'Import', en: 'Import' },
  subject: { fr: 'Objet', en: 'Subject' },
  comment: { fr: 'Commentaire', en: 'Comment' },
  message: { fr: 'Message', en: 'Message' },
  timestamp: { fr: 'Quand', en: 'When' },
  collection: { fr: 'Collection', en: 'Collection' },
  item: { fr: 'Élément', en: 'Item' },
  data: { fr: 'Contenu', en: 'Content' },
  segment: { fr: 'Segment', en: 'Segment' },
  entered: { fr: 'Entrée', en: 'Entered' },
  reason: { fr: 'Pourquoi', en: 'Why' },
  reward: { fr: 'Avantage', en: 'Reward' },
  code: { fr: 'Code', en: 'Code' },
  given_on: { fr: 'Remis le', en: 'Given on' },
  pass: { fr: 'Pass n°', en: 'Pass no.' },
  month: { fr: 'Mois', en: 'Month' },
  taken_back_on: { fr: 'Annulée le', en: 'Taken back on' },
  date_created: { fr: 'Créé le', en: 'Created on' },
};

/** Words of technical tables. */
const VALUES: Record<string, Record<Locale, string>> = {
  consent: { fr: 'Consentement', en: 'Consent' },
  withdrawal: { fr: 'Retrait du consentement', en: 'Withdrawal of consent' },
  objection: { fr: 'Opposition', en: 'Objection' },
  objection_lifted: { fr: 'Levée de l’opposition', en: 'Objection lifted' },
  limitation: { fr: 'Limitation', en: 'Limitation' },
  limitation_lifted: { fr: 'Levée de la limitation', en: 'Limitation lifted' },
  rectification: { fr: 'Rectification', en: 'Rectification' },
  consented: { fr: 'Consenti', en: 'Consented' },
  withdrawn: { fr: 'Consentement retiré', en: 'Consent withdrawn' },
  objected: { fr: 'Opposition en vigueur', en: 'Objection in force' },
  limited: { fr: 'Usage limité', en: 'Use limited' },
  waiting: { fr: 'À examiner', en: 'To be reviewed' },
  different: { fr: 'Deux personnes', en: 'Two persons' },
  read: { fr: 'Consultation', en: 'Reading' },
  search: { fr: 'Recherche', en: 'Search' },
  find: { fr: 'Recherche pour exercer un droit', en: 'Search to exercise a right' },
  access: { fr: 'Archive remise (article 15)', en: 'Archive handed over (article 15)' },
  merge: { fr: 'Fusion de deux fiches', en: 'Two records merged' },
  unmerge: { fr: 'Fusion annulée', en: 'Merge undone' },
  erase_refused: { fr: 'Effacement refusé', en: 'Erasure refused' },
  evidence: { fr: 'Preuve enregistrée', en: 'Evidence recorded' },
  export: { fr: 'Export d’un segment', en: 'Segment exported' },
  data: { fr: 'Vos données ont changé', en: 'Your data changed' },
  definition: { fr: 'La définition du segment a changé', en: 'The definition of the segment changed' },
  chosen: { fr: 'Choix d’un agent', en: 'Chosen by staff' },
};

const WORDS = {
  fr: {
    title: 'Vos données personnelles',
    about: 'Ce document',
    intro:
      'Voici toutes les données que nous avons sur vous (règlement général sur la protection des données, article 15). Vous pouvez demander leur rectification, leur effacement, la limitation de leur usage, ou vous y opposer.',
    madeOn: 'Établi le',
    authority: 'Responsable',
    dpo: 'Délégué à la protection des données',
    number: 'Numéro de fiche',
    purposes: 'Pourquoi et combien de temps',
    purpose: 'Finalité',
    basis: 'Base légale',
    months: 'Conservation (mois)',
    none: 'Rien.',
    field: 'Donnée',
    value: 'Valeur',
    yes: 'oui',
    no: 'non',
    bases: {
      public_interest: 'Mission d’intérêt public',
      legal_duty: 'Obligation légale',
      contract: 'Contrat',
      consent: 'Consentement',
    },
  },
  en: {
    title: 'Your personal data',
    about: 'This document',
    intro:
      'This is all the data that we hold about you (General Data Protection Regulation, article 15). You may ask for its rectification, its erasure, the limitation of its use, or object to it.',
    madeOn: 'Made on',
    authority: 'Controller',
    dpo: 'Data protection officer',
    number: 'Number of the record',
    purposes: 'Why and for how long',
    purpose: 'Purpose',
    basis: 'Legal basis',
    months: 'Kept (months)',
    none: 'Nothing.',
    field: 'Data',
    value: 'Value',
    yes: 'yes',
    no: 'no',
    bases: {
      public_interest: 'Task of public interest',
      legal_duty: 'Legal duty',
      contract: 'Contract',
      consent: 'Consent',
    },
  },
} as const;

/** The archive as one page to print or to send: text only, everything escaped, nothing from elsewhere. */
export function archivePage(
  archive: AccessArchive,
  { authority, dpo, dpo_contact }: { authority: string; dpo: string; dpo_contact: string },
  locale: Locale,
): string {
  const words = WORDS[locale];
  const label = labelsIn(archive, locale);
  const table = (head: string[], rows: string[][]) => ({ head, rows });
  const day = (iso: string) => (locale === 'fr' ? iso.split('-').reverse().join('/') : iso);
  const sections: DocumentSection[] = [
    {
      title: words.about,
      paragraphs: [words.intro],
      table: table(
        [words.field, words.value],
        [
          [words.madeOn, day(dayInFrance(new Date(archive.made_on)))],
          [words.authority, authority],
          [words.dpo, [dpo, dpo_contact].filter(Boolean).join(', ')],
          [words.number, String(archive.citizen)],
        ],
      ),
    },
    ...archive.sections.map(({ table: name, title, rows }) => {
      const columns = [...new Set(rows.flatMap(Object.keys))].filter((column) =>
        rows.some((row) => row[column] !== null && row[column] !== undefined),
      );
      const text = (row: Record<string, unknown>, column: string) =>
        textOf(row[column], (value) => label.value(name, column, value));
      return {
        title,
        paragraphs: rows.length === 0 ? [words.none] : [],
        table:
          rows.length === 0
            ? null
            : rows.length === 1
              ? table(
                  [words.field, words.value],
                  columns.map((column) => [label.column(name, column), text(rows[0]!, column)]),
                )
              : table(
                  columns.map((column) => label.column(name, column)),
                  rows.map((row) => columns.map((column) => text(row, column))),
                ),
      };
    }),
    {
      title: words.purposes,
      paragraphs: [],
      table: table(
        [words.purpose, words.basis, words.months],
        archive.purposes.map((purpose) => [
          purpose.label,
          words.bases[purpose.basis],
          String(Math.max(purpose.retention_months, purpose.dua_months)),
        ]),
      ),
    },
  ];
  return renderHtml({ title: words.title, sections }, locale);

  function textOf(value: unknown, plain: (text: string) => string): string {
    if (value === null || value === undefined) return '';
    if (typeof value === 'boolean') return value ? words.yes : words.no;
    if (Array.isArray(value)) return value.map((one) => textOf(one, plain)).join(', ');
    if (typeof value === 'object')
      return Object.entries(value)
        .filter(([, one]) => one !== null && one !== '')
        .map(([name, one]) => `${name} : ${textOf(one, (text) => text)}`)
        .join(' ; ');
    const text = String(value);
    return /^\d{4}-\d{2}-\d{2}$/.test(text) ? day(text) : plain(text);
  }
}

/** How columns and their words are called, as the Studio does where they are its own. */
function labelsIn({ purposes }: AccessArchive, locale: Locale) {
  const fields = new Map(
    (['relation', 'segments'] as const)
      .flatMap((capability) => readSnapshot(capability).collections)
      .flatMap(({ collection, fields: all }) =>
        all.map((field) => [`${collection}.${field.field}`, field] as const),
      ),
  );
  return {
    column: (table: string, column: string) =>
      fields.get(`${table}.${column}`)?.[locale] ?? LABELS[column]?.[locale] ?? column,
    value: (table: string, column: string, value: string) => {
      if (column === 'purpose') return purposes.find(({ code }) => code === value)?.label ?? value;
      const field = fields.get(`${table}.${column}`);
      const choice = field?.choices?.find(([code]) => code === value);
      if (choice) return choice[locale === 'fr' ? 1 : 2];
      return ['kind', 'state', 'status', 'action', 'reason'].includes(column)
        ? (VALUES[value]?.[locale] ?? value)
        : value;
    },
  };
}
