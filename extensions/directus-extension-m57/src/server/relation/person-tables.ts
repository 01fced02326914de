import type { Locale } from '../../domain/issue';
import type { Database } from '../host';
import { hasSegments } from '../segments/installed';

/** A table that holds persons: how they are found in it, and what becomes of its rows when they are erased. */
export interface PersonTable {
  table: string;
  title: Record<Locale, string>;
  /** Columns that hold the id of a citizen. */
  by: readonly string[];
  /**
   * `deleted`: the rows go. `unlinked`: interactions stay for statistics without their person (unlink.ts). A list:
   * the rows stay and these columns are emptied. `passing`: rows of an import that is running, gone when it ends.
   */
  erased: 'deleted' | 'unlinked' | 'passing' | readonly string[];
  /** There only with this capability. */
  capability?: 'segments';
}

/**
 * Every table that holds persons, in the order of an access archive; the citizen goes last of what is deleted. The
 * archive and the erasure know no others: person-tables.test.ts looks for what a capability adds and is not here.
 */
export const PERSON_TABLES: readonly PersonTable[] = [
  {
    table: 'm57_identities',
    title: { fr: 'Identité', en: 'Identity' },
    by: ['citizen'],
    erased: 'deleted',
  },
  {
    table: 'm57_citizens',
    title: { fr: 'Profil', en: 'Profile' },
    by: ['id'],
    erased: 'deleted',
  },
  {
    table: 'm57_citizen_keys',
    title: { fr: 'Numéros dans d’autres logiciels', en: 'Numbers in other software' },
    by: ['citizen'],
    erased: 'deleted',
  },
  {
    table: 'm57_interactions',
    title: { fr: 'Échanges avec les services', en: 'Interactions with services' },
    by: ['citizen'],
    erased: 'unlinked',
  },
  {
    table: 'm57_evidence',
    title: {
      fr: 'Consentements, oppositions et autres preuves',
      en: 'Consents, objections and other evidence',
    },
    by: ['citizen'],
    // Who recorded it, and when, is not about the citizen; the hashes tell nothing without the salt.
    erased: ['citizen', 'purpose', 'kind', 'occurred_on', 'source', 'wording', 'expires_on', 'note', 'salt'],
  },
  {
    table: 'm57_consents',
    title: { fr: 'Ce qui en résulte aujourd’hui', en: 'What follows from them today' },
    by: ['citizen'],
    erased: 'deleted',
  },
  {
    table: 'm57_scores',
    title: { fr: 'Score de participation', en: 'Engagement score' },
    by: ['citizen'],
    erased: 'deleted',
  },
  {
    table: 'm57_members',
    title: { fr: 'Segments', en: 'Segments' },
    by: ['citizen'],
    erased: 'deleted',
    capability: 'segments',
  },
  {
    table: 'm57_member_changes',
    title: { fr: 'Entrées et sorties de segments', en: 'Segments entered and left' },
    by: ['citizen'],
    erased: ['citizen'],
    capability: 'segments',
  },
  {
    // Before its uses: whoever takes one holds the pass first.
    table: 'm57_passes',
    title: { fr: 'Pass reçus', en: 'Passes received' },
    by: ['citizen'],
    // That one was given is counted; nobody can use it any more.
    erased: ['citizen', 'code', 'given_on'],
    capability: 'segments',
  },
  {
    table: 'm57_pass_uses',
    title: { fr: 'Utilisations de pass', en: 'Uses of passes' },
    by: ['citizen'],
    // That there was one in this month stays; which others the same person made does not.
    erased: ['citizen', 'pass', 'at', 'by'],
    capability: 'segments',
  },
  {
    table: 'm57_duplicates',
    title: { fr: 'Doublons possibles', en: 'Possible duplicates' },
    by: ['citizen', 'other'],
    erased: 'deleted',
  },
  {
    table: 'm57_merges',
    title: { fr: 'Fiches fusionnées', en: 'Merged records' },
    by: ['kept', 'merged'],
    erased: 'deleted',
  },
  {
    table: 'm57_person_changes',
    title: { fr: 'Corrections apportées par des imports', en: 'Corrections made by imports' },
    by: ['citizen'],
    erased: 'deleted',
  },
  {
    table: 'm57_staging_people',
    title: { fr: 'Imports en cours', en: 'Running imports' },
    by: ['citizen'],
    erased: 'passing',
  },
  {
    table: 'm57_privacy_log',
    title: { fr: 'Qui a vu ou modifié ces données', en: 'Who saw or changed this data' },
    by: ['citizen'],
    erased: ['citizen'],
  },
];

/** Those that are there. */
export async function personTables(database: Database): Promise<readonly PersonTable[]> {
  const segments = await hasSegments(database);
  return PERSON_TABLES.filter(({ capability }) => capability === undefined || segments);
}
