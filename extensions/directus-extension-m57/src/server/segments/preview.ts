import type { PreviewAnswer } from '../../contract/segments';
import { InputError, type Locale } from '../../domain/issue';
import type { Purpose } from '../../domain/relation/model';
import type { Definition } from '../../domain/segments/definition';
import { sentence } from '../../domain/segments/sentence';
import { protectCount, type SuppressionRule } from '../../domain/suppression';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { today } from '../relation/columns';
import { loadPurposes, purposeUnknown } from '../relation/declared-purposes';
import { readSuppressionRule } from '../relation/suppression-rule';
import { compileDefinition, type Standing } from './compile';
import { profileOf, profileQuery, standingsOf, type ProfileRow } from './profile';
import { assertMayAsk, loadReferences, namesOf } from './references';
import { Cancelled, newestOf, runCancellable } from './run-cancellable';

type Standings = Record<Standing, number | string>;

export interface PreviewQuestion {
  purpose: string;
  /** Checked. */
  definition: Definition;
  /** The segment that is being changed. */
  segment?: number | undefined;
  profile: boolean;
  asker: string;
}

/**
 * Who would be in a segment, in one statement; nothing is kept. Of one asker of a user only the newest question is
 * answered: the one before is ended, as is one that nobody waits for (`left`).
 * @throws InputError of the definition, each issue with its path; Refusal PREVIEW_REPLACED
 */
export function previewSegment(
  database: Database,
  question: PreviewQuestion,
  { user, locale, left }: { user: string; locale: Locale; left: AbortSignal },
): Promise<PreviewAnswer> {
  return newestOf(`${user} ${question.asker}`, left, async (signal) => {
    try {
      return await preview(database, question, locale, signal);
    } catch (error) {
      if (error instanceof Cancelled) throw new Refusal('PREVIEW_REPLACED');
      throw error;
    }
  });
}

async function preview(
  database: Database,
  question: PreviewQuestion,
  locale: Locale,
  signal: AbortSignal,
): Promise<PreviewAnswer> {
  const start = performance.now();
  const { definition } = question;
  const [purpose, references, rule] = await Promise.all([
    loadPurpose(database, question.purpose),
    loadReferences(database, definition, question.segment),
    readSuppressionRule(database),
  ]);
  await assertMayAsk(database, purpose.code, definition);
  const on = today();
  const compiled = compileDefinition(database, definition, { today: on, zones: references.zones, purpose });
  const ask = async () => {
    if (!question.profile) {
      const [counts] = await runCancellable<Standings>(
        database,
        compiled.counts(),
        signal,
        compiled.joinsSets,
      );
      return { standings: counts!, profile: null };
    }
    const profile = await runCancellable<ProfileRow>(
      database,
      profileQuery(database, compiled.matching()),
      signal,
      compiled.joinsSets,
    );
    return { standings: standingsOf(profile), profile };
  };
  const [{ standings, profile }, citizens] = await Promise.all([
    ask(),
    database('m57_citizens').count({ count: '*' }).first(),
  ]);
  const total = Number(standings.allowed);
  const { count, left_out } = protectStandings(standings, rule);
  const year = Number(on.slice(0, 4));
  return {
    count,
    left_out,
    share: count === null ? null : Math.round((100 * count) / Math.max(1, Number(citizens?.count))),
    sentence: sentence(definition, namesOf(references), locale),
    profile:
      profile &&
      (count === null ? [] : profileOf(profile, { total, year, zones: references.zones, rule, locale })),
    took_ms: Math.round(performance.now() - start),
  };
}

/** @throws InputError PURPOSE_UNKNOWN */
export async function loadPurpose(database: Database, code: string): Promise<Purpose> {
  const purpose = (await loadPurposes(database)).find((one) => one.code === code);
  if (!purpose) throw new InputError(purposeUnknown(code));
  return purpose;
}

/**
 * How many are in, and how many are left out and why. Those left out are shown both or not at all, so that one secret
 * is not the rest of what is known.
 */
export function protectStandings(
  standings: Standings,
  rule: SuppressionRule,
): Pick<PreviewAnswer, 'count' | 'left_out'> {
  const shown = (standing: Standing) => protectCount({ count: Number(standings[standing]) }, rule).count;
  const [without_consent, objected] = [shown('without_consent'), shown('objected')];
  const secret = without_consent === null || objected === null;
  return {
    count: shown('allowed'),
    left_out: secret ? { without_consent: null, objected: null } : { without_consent, objected },
  };
}
