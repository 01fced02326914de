import type { z } from 'zod';
import type { SegmentProfile, segmentProfileQuery } from '../../contract/segments';
import type { Locale } from '../../domain/issue';
import { asksQuotient } from '../../domain/segments/purpose';
import { figureOfPersons, protectCount } from '../../domain/suppression';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { profileOf, profileQuery, standingsOf, type ProfileRow } from '../segments/profile';
import { readChosenBy } from '../segments/references';
import { loadSegments } from '../segments/stored';
import { today } from './columns';
import { readGroupCosts } from './group-costs';
import { inStatistics } from './statistics-purpose';
import { readSuppressionRule } from './suppression-rule';

/**
 * Who the stored members of a segment are, what they use, cost and bring. A figure on persons is a statistic, whatever
 * the segment is for: who objected to statistics, or whose data are limited, is not in it from that moment on.
 * @throws NOT_FOUND
 */
export async function readSegmentProfile(
  database: Database,
  id: number,
  { exercice }: z.infer<typeof segmentProfileQuery>,
  locale: Locale,
): Promise<SegmentProfile> {
  const [segment] = await loadSegments(database, [id]);
  if (!segment) throw new Refusal('NOT_FOUND', { what: `segment ${id}` });
  const [rule, inHouseholds, who, zones] = await Promise.all([
    readSuppressionRule(database),
    readChosenBy(database, segment).then(asksQuotient),
    inStatistics(database),
    database('m57_zones').select('id', 'name', 'parent'),
  ]);
  const members = database('m57_members as member')
    .join('m57_citizens as citizen', 'citizen.id', 'member.citizen')
    .where('member.segment', id)
    .whereRaw(who.counted('member.citizen'))
    .select('citizen.id as citizen', database.raw("'allowed' as standing"));
  const [rows, costs]: [ProfileRow[], Awaited<ReturnType<typeof readGroupCosts>>] = await Promise.all([
    profileQuery(database, members, inHouseholds),
    readGroupCosts(database, { by: 'segment', segments: String(id), exercice }, locale),
  ]);
  const total = figureOfPersons(
    standingsOf(rows).allowed,
    inHouseholds ? standingsOf(rows, 'households').allowed : null,
  );
  const year = Number(today().slice(0, 4));
  return {
    size: protectCount(total, rule).count,
    groups: profileOf(rows, { total, year, zones, rule, locale }),
    exercice: costs.exercice,
    exercices: costs.exercices,
    run: costs.run,
    services: costs.services.flatMap(({ id: service, name, unit, cells: [cell] }) =>
      // Never computed: it is in no table yet.
      cell && cell.users !== 0 ? [{ id: service, name, unit, cell }] : [],
    ),
  };
}
