import type { z } from 'zod';
import type {
  changesQuery,
  SegmentChanges,
  SegmentList,
  SegmentPage,
  SegmentRow,
} from '../../contract/segments';
import type { Locale } from '../../domain/issue';
import { describe } from '../../domain/messages';
import type { LegalBasis } from '../../domain/relation/model';
import { checkDefinition } from '../../domain/segments/check';
import { segmentsIn } from '../../domain/segments/definition';
import { familyOf } from '../../domain/segments/family';
import { sentence } from '../../domain/segments/sentence';
import type { Names } from '../../domain/segments/sentence-language';
import { figureOfPersons, protectCount, type SuppressionRule } from '../../domain/suppression';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { readSuppressionRule } from '../relation/suppression-rule';
import { userNames } from '../user-names';
import { askingQuotient, countHouseholds } from './households';
import { loadSegments, type StoredSegment } from './stored';
import { toldOfRefresh } from './told';
import { issuesOf, listIssuesOf } from './validate';

const HISTORY = 60;
const PAGE = 50;

/** All segments by name. */
export async function readSegments(database: Database, locale: Locale): Promise<SegmentList> {
  return { segments: await rowsOf(database, await loadSegments(database), locale) };
}

async function rowsOf(
  database: Database,
  segments: readonly StoredSegment[],
  locale: Locale,
  chosen = segments,
): Promise<SegmentRow[]> {
  const [purposes, services, rule, households] = await Promise.all([
    database('m57_purposes').select('code', 'label', 'basis') as Promise<
      { code: string; label: string; basis: LegalBasis }[]
    >,
    database('m57_services').select('id', 'name') as Promise<{ id: number; name: string }[]>,
    readSuppressionRule(database),
    countHouseholds(database, askingQuotient(chosen, segments)),
  ]);
  const names: Names = {
    services: byId(services),
    segments: byId(segments),
    zones: byId(await database('m57_zones').select('id', 'name')),
  };
  return chosen.map((segment) => ({
    id: segment.id,
    name: segment.name,
    description: segment.description,
    purpose: purposes.find(({ code }) => code === segment.purpose) ?? null,
    mode: segment.mode,
    family: isRight(segment) ? familyOf(segment.definition!) : null,
    sentence: isRight(segment) ? sentence(segment.definition!, names, locale) : null,
    service: services.find(({ id }) => id === segment.service) ?? null,
    offer: segment.offer,
    size: protectCount(figureOfPersons(segment.size ?? 0, households.get(segment.id) ?? null), rule).count,
    computed: segment.refreshed_on !== null,
    refreshed_on: segment.refreshed_on?.toISOString() ?? null,
    used_by: segments
      .filter(({ definition }) => definition && segmentsIn(definition).includes(segment.id))
      .map(({ id }) => id),
  }));
}

const byId = (rows: readonly { id: number; name: string }[]) =>
  new Map(rows.map(({ id, name }) => [id, name]));

/** What was written past the host may be no definition. */
const isRight = ({ definition }: StoredSegment) =>
  definition !== null && checkDefinition(definition).length === 0;

/**
 * One segment: its definition and what is wrong with it now, its message, its latest refreshes.
 * @throws NOT_FOUND
 */
export async function readSegment(database: Database, id: number, locale: Locale): Promise<SegmentPage> {
  const segments = await loadSegments(database);
  const segment = segments.find((one) => one.id === id);
  if (!segment) throw new Refusal('NOT_FOUND', { what: `segment ${id}` });
  const [[row], rule, issues] = await Promise.all([
    rowsOf(database, segments, locale, [segment]),
    readSuppressionRule(database),
    segment.mode === 'static' ? listIssuesOf(database, segment) : issuesOf(database, segment, id),
  ]);
  return {
    ...row!,
    definition: segment.definition,
    message_subject: segment.message_subject,
    message: segment.message,
    issues: issues.map((issue) => ({
      ...issue,
      message: describe(issue, locale).message,
      path: String(issue.params['path'] ?? ''),
    })),
    history: await historyOf(database, id, rule),
  };
}

async function historyOf(
  database: Database,
  segment: number,
  rule: SuppressionRule,
): Promise<SegmentPage['history']> {
  const rows = await database('m57_segment_refreshes')
    .where({ segment })
    .orderBy('id', 'desc')
    .limit(HISTORY);
  const names = await userNames(
    database,
    rows.flatMap(({ by }) => by ?? []),
  );
  return rows.map(({ id, at, by, cause, size, entered, left, without_consent, objected, households }) => ({
    id,
    at: new Date(Number(at)).toISOString(),
    by: by && (names.get(by) ?? by),
    cause,
    ...toldOfRefresh(
      {
        size,
        entered,
        left,
        without_consent: without_consent ?? 0,
        objected: objected ?? 0,
        households: households && JSON.parse(households),
      },
      rule,
    ),
  }));
}

/**
 * Who entered and left and why, newest first; not those who are erased or merged into others. Of the first computation
 * the members themselves tell.
 * @throws NOT_FOUND
 */
export async function readChanges(
  database: Database,
  segment: number,
  { page }: z.infer<typeof changesQuery>,
): Promise<SegmentChanges> {
  if (!(await database('m57_segments').where({ id: segment }).first('id')))
    throw new Refusal('NOT_FOUND', { what: `segment ${segment}` });
  const rows = await database('m57_member_changes as change')
    .join('m57_segment_refreshes as refresh', 'refresh.id', 'change.refresh')
    .join('m57_citizens as citizen', 'citizen.id', 'change.citizen')
    .where('change.segment', segment)
    .orderBy([
      { column: 'change.refresh', order: 'desc' },
      { column: 'change.id', order: 'desc' },
    ])
    .limit(PAGE + 1)
    .offset((page - 1) * PAGE)
    .select('refresh.at', 'citizen.id as citizen', 'citizen.pseudonym', 'change.entered', 'change.reason');
  return {
    changes: rows.slice(0, PAGE).map(({ at, citizen, pseudonym, entered, reason }) => ({
      at: new Date(Number(at)).toISOString(),
      citizen: Number(citizen),
      pseudonym,
      entered: Number(entered) === 1,
      reason,
    })),
    more: rows.length > PAGE,
  };
}
