import type { z } from 'zod';
import type { documentName } from '../../contract/privacy';
import type { Locale } from '../../domain/issue';
import { impactAssessment, privacyNotice, registerOfProcessing } from '../../domain/relation/documents/build';
import type { PrivacyConfiguration } from '../../domain/relation/documents/configuration';
import type { PrivacyDocument } from '../../domain/relation/documents/document';
import type { Database } from '../host';
import { readSnapshot } from '../snapshot';
import { today } from './columns';
import { loadPurposes } from './declared-purposes';
import { readEngagementParameters } from './engagement';
import { readPrivacySettings } from './privacy-settings';
import { readSuppressionRule } from './suppression-rule';

const BUILD = {
  register: registerOfProcessing,
  aipd: impactAssessment,
  notice: privacyNotice,
} satisfies Record<
  z.infer<typeof documentName>,
  (configuration: PrivacyConfiguration, locale: Locale) => PrivacyDocument
>;

/** Register of processing (art. 30), impact assessment (art. 35) or notice (art. 13 and 14), from what is set up here. */
export async function readDocument(
  database: Database,
  name: z.infer<typeof documentName>,
  locale: Locale,
): Promise<PrivacyDocument> {
  const { authority, address, dpo, dpo_contact, log_months } = await readPrivacySettings(database);
  const sources: (string | null)[] = await database('m57_citizens')
    .distinct('source')
    .orderBy('source')
    .pluck('source');
  const [{ citizens }] = (await database('m57_citizens').count({ citizens: '*' })) as [
    { citizens: number | string },
  ];
  return BUILD[name](
    {
      authority,
      siret: await siretOf(database),
      address,
      dpo,
      dpo_contact,
      purposes: await loadPurposes(database),
      recipients: recipientsIn(locale),
      sources: sources.flatMap((source) => source ?? []),
      log_months,
      suppression: await readSuppressionRule(database),
      engagement: await readEngagementParameters(database),
      citizens: Number(citizens) || null,
      made_on: today(),
    },
    locale,
  );
}

/** Of the principal budget, as the accounts tell it: the SIRET that most documents have. */
async function siretOf(database: Database): Promise<string> {
  const row = await database('m57_documents')
    .groupBy('siret')
    .orderByRaw('count(*) desc, siret')
    .select('siret')
    .first();
  return row?.siret ?? '';
}

/** The policies of this capability; their descriptions are French with English in brackets. */
function recipientsIn(locale: Locale): { name: string; access: string }[] {
  return readSnapshot('relation').policies.map(({ name, description }) => {
    const [, fr, en] = /^(.*?)\s*\(([^()]*)\)$/s.exec(description) ?? [];
    return { name, access: (locale === 'fr' ? fr : en) ?? description };
  });
}
