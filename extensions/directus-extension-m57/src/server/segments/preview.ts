import type { PreviewAnswer } from '../../contract/segments';
import { InputError, type Locale } from '../../domain/issue';
import type { Purpose } from '../../domain/relation/model';
import type { Definition } from '../../domain/segments/definition';
import { asksQuotient, chosenByOf } from '../../domain/segments/purpose';
import { sentence } from '../../domain/segments/sentence';
import { figureOfPersons } from '../../domain/suppression';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { today } from '../relation/columns';
import { loadPurposes, purposeUnknown } from '../relation/declared-purposes';
import { readSuppressionRule } from '../relation/suppression-rule';
import { compileDefinition, type Standing } from './compile';
import { profileOf, profileQuery, standingsOf, type ProfileRow } from './profile';
import { assertMayAsk, loadReferences, namesOf, partsIn } from './references';
import { Cancelled, newestOf, runCancellable } from './run-cancellable';
import { protectStandings } from './told';

/** A row of `counts`, with households where they are asked. */
type Counts = Record<Standing, number | string> & Partial<Record<`${Standing}_households`, number | string>>;

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
  const [purpose, references, partOf, rule] = await Promise.all([
    loadPurpose(database, question.purpose),
    loadReferences(database, definition, question.segment),
    partsIn(database, definition),
    readSuppressionRule(database),
  ]);
  assertMayAsk(purpose.code, definition, partOf);
  const on = today();
  const inHouseholds = asksQuotient(chosenByOf(definition, partOf));
  const compiled = compileDefinition(database, definition, {
    today: on,
    zones: references.zones,
    purpose,
    households: inHouseholds,
  });
  const ask = async () => {
    if (!question.profile) {
      const [counts] = await runCancellable<Counts>(database, compiled.counts(), signal, compiled.joinsSets);
      const of = (standing: Standing) => Number(counts![`${standing}_households`] ?? 0);
      const households = {
        allowed: of('allowed'),
        without_consent: of('without_consent'),
        objected: of('objected'),
      };
      return { standings: counts!, households, profile: null };
    }
    const profile = await runCancellable<ProfileRow>(
      database,
      profileQuery(database, compiled.matching(), inHouseholds),
      signal,
      compiled.joinsSets,
    );
    return { standings: standingsOf(profile), households: standingsOf(profile, 'households'), profile };
  };
  const [{ standings, households, profile }, citizens] = await Promise.all([
    ask(),
    database('m57_citizens').count({ count: '*' }).first(),
  ]);
  const total = figureOfPersons(Number(standings.allowed), inHouseholds ? households.allowed : null);
  const { count, left_out } = protectStandings(standings, inHouseholds ? households : null, rule);
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
