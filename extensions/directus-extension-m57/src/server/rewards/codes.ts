import type { z } from 'zod';
import type { codesQuery } from '../../contract/rewards';
import type { Locale } from '../../domain/issue';
import { printedCode } from '../../domain/segments/pass-code';
import { csvText, plainText } from '../../domain/writers/csv';
import type { Database } from '../host';
import { isoDate } from '../rules/load';
import { assertSignedOff } from '../segments/elections';
import { logExport } from '../segments/log-export';
import { addressed } from './give';
import { assertRewardable } from './reward-segment';
import { assertNotEnded, lockReward } from './rewards';

/** Passes read by one query. */
const PAGE = 5000;

const IDENTITY = ['last_name', 'first_name', 'email', 'phone', 'address', 'postcode', 'city'] as const;
const HEAD: Record<Locale, { all: string[]; identity: string[] }> = {
  fr: {
    all: ['Pseudonyme', 'Code', 'Avantage', 'Valable du', 'Valable jusqu’au', 'Utilisations', 'Remis le'],
    identity: ['Nom', 'Prénom', 'Courriel', 'Téléphone', 'Adresse', 'Code postal', 'Ville'],
  },
  en: {
    all: ['Pseudonym', 'Code', 'Advantage', 'Valid from', 'Valid until', 'Uses', 'Given on'],
    identity: ['Last name', 'First name', 'Email', 'Phone', 'Address', 'Postcode', 'City'],
  },
};

export interface CodesFile {
  fileName: string;
  /** To be read once. */
  content: AsyncIterable<string>;
}

/**
 * The codes of a reward as CSV, for a letter to those who may be addressed at this moment. It is logged before the first
 * of them leaves.
 * @throws SIGN_OFF_NEEDED, and as givePasses does
 */
export async function openCodes(
  database: Database,
  id: number,
  query: z.infer<typeof codesQuery>,
  user: string | null,
  locale: Locale,
): Promise<CodesFile> {
  const reward = await lockReward(database, id);
  assertNotEnded(reward);
  const segment = await assertRewardable(database, reward.segment);
  await assertSignedOff(database, query, locale);
  const chosen = () =>
    addressed(
      database,
      // Who was erased has left a pass of nobody.
      database('m57_passes as member').where('member.reward', id).whereNotNull('member.citizen'),
      segment.id,
    );
  await logExport(database, chosen, { user, subject: `reward ${id}`, purpose: segment.purpose }, query);
  const identities = query.identities === 'true';
  const english = locale === 'en';
  const terms = [reward.advantage, reward.starts_on, reward.ends_on ?? '', String(reward.uses)].map(
    plainText,
  );

  async function* content(): AsyncGenerator<string> {
    const write = (rows: string[][]) => csvText(rows, english ? ',' : ';');
    yield `\uFEFF${write([[...HEAD[locale].all, ...(identities ? HEAD[locale].identity : [])]])}`;
    for (let after = 0; ;) {
      const page = chosen()
        .join('m57_citizens as citizen', 'citizen.id', 'member.citizen')
        .where('member.id', '>', after)
        .orderBy('member.id')
        .limit(PAGE)
        .select('member.id as pass', 'member.code', 'member.given_on', 'citizen.pseudonym');
      if (identities)
        void page
          .leftJoin('m57_identities as identity', 'identity.citizen', 'member.citizen')
          .select(IDENTITY.map((field) => `identity.${field}`));
      const rows: Record<string, string | null>[] = await page;
      yield write(
        rows.map((row) => [
          row['pseudonym']!,
          printedCode(row['code']!),
          ...terms,
          isoDate(row['given_on'])!,
          ...(identities ? IDENTITY.map((field) => plainText(row[field] ?? null)) : []),
        ]),
      );
      if (rows.length < PAGE) return;
      after = Number(rows.at(-1)!['pass']);
    }
  }
  return { fileName: `m57-pass-${id}.csv`, content: content() };
}
