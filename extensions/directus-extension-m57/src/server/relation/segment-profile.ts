import type { z } from 'zod';
import type { ProfileGroups, SegmentProfile, segmentProfileQuery } from '../../contract/segments';
import type { Locale } from '../../domain/issue';
import { protectCount, type SuppressionRule } from '../../domain/suppression';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { today } from './columns';
import { readGroupCosts } from './group-costs';
import { inStatistics, type InStatistics } from './statistics-purpose';
import { readSuppressionRule } from './suppression-rule';
import { ATTRIBUTES, countedOf, hiddenIn, linesOf, NOTHING } from './typology-table';

const BY = ['age', 'household_type', 'quotient_band', 'district', 'engagement'] as const;

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
  if (!(await database('m57_segments').where({ id }).first('id')))
    throw new Refusal('NOT_FOUND', { what: `segment ${id}` });
  const [rule, who] = await Promise.all([readSuppressionRule(database), inStatistics(database)]);
  const [{ members }, groups, costs] = await Promise.all([
    membersOf(database, id, who).first(database.raw('count(*) as members')),
    Promise.all(BY.map((by) => readGroups(database, id, by, who, rule, locale))),
    readGroupCosts(database, { by: 'segment', segments: String(id), exercice }, locale),
  ]);
  return {
    size: protectCount({ count: Number(members) }, rule).count,
    groups,
    exercice: costs.exercice,
    exercices: costs.exercices,
    run: costs.run,
    services: costs.services.flatMap(({ id: service, name, unit, cells: [cell] }) =>
      // Never computed: it is in no table yet.
      cell && cell.users !== 0 ? [{ id: service, name, unit, cell }] : [],
    ),
  };
}

const membersOf = (database: Database, segment: number, who: InStatistics) =>
  database('m57_members as member').where('member.segment', segment).whereRaw(who.counted('member.citizen'));

async function readGroups(
  database: Database,
  segment: number,
  by: (typeof BY)[number],
  who: InStatistics,
  rule: SuppressionRule,
  locale: Locale,
): Promise<ProfileGroups> {
  const persons = membersOf(database, segment, who)
    .join('m57_citizens as person', 'person.id', 'member.citizen')
    .groupByRaw(ATTRIBUTES[by])
    .select(
      database.raw(`${ATTRIBUTES[by]} as attribute`),
      database.raw(
        by === 'quotient_band'
          ? 'count(distinct coalesce(person.household, -person.id)) as persons'
          : 'count(*) as persons',
      ),
    );
  if (by === 'engagement') persons.leftJoin('m57_scores as score', 'score.citizen', 'member.citizen');
  const rows: { attribute: number | string | null; persons: number | string }[] = await persons;
  const { lines, keyOf } = await linesOf(database, by, Number(today().slice(0, 4)), rows, locale);
  const counts = new Map<string, number>();
  for (const { attribute, persons: count } of rows) {
    const key = keyOf(attribute);
    counts.set(key, (counts.get(key) ?? 0) + Number(count));
  }
  // From below: those of a zone are those of its district too.
  for (const { key, parent } of lines)
    if (parent !== null)
      counts.set(lines[parent]!.key, (counts.get(lines[parent]!.key) ?? 0) + (counts.get(key) ?? 0));
  const measured = (users: number) => ({ ...NOTHING, users });
  const cells = lines.map(({ key }) => [measured(counts.get(key) ?? 0)]);
  const all = lines.reduce((sum, { key, parent }) => sum + (parent === null ? (counts.get(key) ?? 0) : 0), 0);
  const hidden = hiddenIn(lines, cells, [measured(all)], rule);
  return {
    by,
    counted: countedOf(by),
    groups: lines.flatMap(({ key, label, shown }, rank) =>
      shown ? [{ key, label, persons: hidden.cell(rank, 0) ? null : cells[rank]![0]!.users }] : [],
    ),
  };
}
