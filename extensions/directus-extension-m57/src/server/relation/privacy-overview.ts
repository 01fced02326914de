import type { EvidenceCheck, PrivacyOverview } from '../../contract/privacy';
import type { Locale } from '../../domain/issue';
import type { Purpose } from '../../domain/relation/model';
import type { Database } from '../host';
import { today } from './columns';
import { readAipdState } from './confirm';
import { loadPurposes } from './declared-purposes';
import { readPrivacySettings } from './privacy-settings';
import { countUnused } from './retention';
import { verifyNew } from './verify-evidence';

type Words = Record<Locale, string>;

/** Are we in order? Figures, and what is still to be done. */
export async function readPrivacyOverview(database: Database, locale: Locale): Promise<PrivacyOverview> {
  const [aipd, settings, purposes, evidence] = [
    await readAipdState(database),
    await readPrivacySettings(database),
    await loadPurposes(database),
    await verifyNew(database),
  ];
  const count = async (table: string, where: object = {}) => {
    const [row] = await database(table).where(where).count({ count: '*' });
    return Number(row!['count']);
  };
  const figures = {
    citizens: await count('m57_citizens'),
    identities: await count('m57_identities'),
    expired: await countUnused(database, purposes, today()),
    erasures: await count('m57_erasures'),
    duplicates: await count('m57_duplicates', { status: 'waiting' }),
  };
  const todo: [code: string, words: Words][] = [];
  if (!aipd.confirmed) todo.push(['AIPD', AIPD]);
  if (!settings.authority || !settings.dpo || !settings.dpo_contact) todo.push(['SETTINGS', SETTINGS]);
  todo.push(...ofPurposes(purposes), ...(await ofEvidence(database, evidence)));
  if (figures.expired > 0) todo.push(['EXPIRED', expired(figures.expired)]);
  if (figures.duplicates > 0) todo.push(['DUPLICATES', duplicates(figures.duplicates)]);
  return {
    aipd,
    settings,
    ...figures,
    evidence,
    todo: todo.map(([code, words]) => ({ code, message: words[locale] })),
  };
}

function ofPurposes(purposes: readonly Purpose[]): [string, Words][] {
  const named = (some: readonly Purpose[]) => some.map(({ label }) => `« ${label} »`).join(', ');
  const without = purposes.filter(({ dua_months, visa }) => dua_months > 0 && visa.trim() === '');
  const silent = purposes.filter(({ basis, wording }) => basis === 'consent' && wording.trim() === '');
  return [
    ...(without.length > 0
      ? ([
          [
            'VISA',
            {
              fr: `Complétez le visa des archives départementales pour : ${named(without)}.`,
              en: `Complete the visa of the departmental archives for: ${named(without)}.`,
            },
          ],
        ] as [string, Words][])
      : []),
    ...(silent.length > 0
      ? ([
          [
            'WORDING',
            {
              fr: `Écrivez le texte présenté aux personnes pour : ${named(silent)}. Un consentement ne prouve rien sans lui.`,
              en: `Write the text that people are shown for: ${named(silent)}. A consent proves nothing without it.`,
            },
          ],
        ] as [string, Words][])
      : []),
  ];
}

/** What was done to evidence below Directus: a break of the chain, or an erasure that the register knows nothing of. */
async function ofEvidence(
  database: Database,
  { broken_at, redacted }: EvidenceCheck,
): Promise<[string, Words][]> {
  if (broken_at !== null)
    return [
      [
        'EVIDENCE_BROKEN',
        {
          fr: `La preuve n° ${broken_at} n’est plus ce qui avait été enregistré, ou il en manque ensuite : quelque chose a été modifié hors de l’application. Comparez avec une sauvegarde.`,
          en: `Evidence no. ${broken_at} is no longer what was recorded, or some are missing after it: something was changed outside the application. Compare with a backup.`,
        },
      ],
    ];
  if (redacted > 0 && !(await database('m57_erasures').first('id')))
    return [
      [
        'EVIDENCE_EMPTIED',
        {
          fr: `${redacted} preuve(s) ont été vidées sans aucun effacement au registre. Comparez avec une sauvegarde.`,
          en: `${redacted} piece(s) of evidence were emptied with no erasure in the register. Compare with a backup.`,
        },
      ],
    ];
  return [];
}

const AIPD: Words = {
  fr: 'Faites l’analyse d’impact (AIPD) à partir du document préparé, puis confirmez-la : jusque-là aucune personne n’entre.',
  en: 'Make the impact assessment from the prepared document, then confirm it: until then no person comes in.',
};
const SETTINGS: Words = {
  fr: 'Indiquez le responsable du traitement et le délégué à la protection des données : les documents et les réponses les nomment.',
  en: 'Tell who is the controller and who the data protection officer: documents and answers name them.',
};
const expired = (persons: number): Words => ({
  fr: `${persons} personne(s) n’ont plus lieu d’être gardées : regardez la conservation, puis anonymisez.`,
  en: `${persons} person(s) need no longer be kept: look at the retention, then anonymise.`,
});
const duplicates = (pairs: number): Words => ({
  fr: `${pairs} doublon(s) possible(s) attendent une décision.`,
  en: `${pairs} possible duplicate(s) wait for a decision.`,
});
