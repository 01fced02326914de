import type { Knex } from 'knex';
import type { SegmentOffers } from '../../contract/segments';
import type { Locale } from '../../domain/issue';
import {
  entitlement,
  interests,
  offerMotive,
  offerWords,
  type Offer,
  type OfferFigures,
  type Share,
} from '../../domain/segments/offers';
import { asksQuotient } from '../../domain/segments/purpose';
import { figureOfPersons, protectCount } from '../../domain/suppression';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { ofCitizens, readSegmentTable } from '../relation/segment-table';
import { inStatistics, type InStatistics } from '../relation/statistics-purpose';
import { readSuppressionRule } from '../relation/suppression-rule';
import { countedHouseholds } from './households';
import { latestFigures } from './latest-figures';
import { readChosenBy } from './references';
import { loadSegments } from './stored';

/** By so many services, those that most members use, others are like them. */
const LIKENESSES = 3;

/**
 * Services that the stored members of a segment do not use in the year that costs by group begin with: the one that they
 * are entitled to, and those that people like them use. A statistic whatever the segment is for; of services whose users
 * in it are secret nothing is said.
 * @throws NOT_FOUND
 */
export async function readOffers(database: Database, id: number, locale: Locale): Promise<SegmentOffers> {
  const [segment] = await loadSegments(database, [id]);
  if (!segment) throw new Refusal('NOT_FOUND', { what: `segment ${id}` });
  const [rule, who, latest] = await Promise.all([
    readSuppressionRule(database),
    inStatistics(database),
    latestFigures(database),
  ]);
  if (latest === null) return { exercice: null, offers: [] };
  const { exercice } = latest;
  const [table, { citizens, members }, services] = await Promise.all([
    readSegmentTable(database, { exercice, segments: [id] }, rule),
    countCitizens(database, id, who),
    database('m57_services').where({ kind: 'principal' }).select('id'),
  ]);
  const isOffered = new Set(services.map((service: { id: number }) => service.id));
  const households = asksQuotient(await readChosenBy(database, segment))
    ? await countTheirHouseholds(database, id, who)
    : null;
  const size = protectCount(figureOfPersons(members, households), rule).count;
  const columns = table.services.flatMap(({ cells: [cell], ...column }) =>
    cell ? [{ ...column, cell }] : [],
  );
  const membersOf = (service: number): Share => {
    const cell = columns.find((column) => column.id === service)?.cell;
    if (size === null || cell?.secret) return null;
    return { users: cell?.measured.users ?? 0, of: size };
  };
  const likes = columns
    .filter(({ cell }) => !cell.secret && cell.measured.users > 0)
    .sort((a, b) => b.cell.measured.users - a.cell.measured.users)
    .slice(0, LIKENESSES);
  const together =
    likes.length === 0
      ? []
      : await loadTogether(
          database,
          id,
          likes.map((like) => like.id),
          exercice,
          who,
        );
  const figures = likes.flatMap((like) => {
    // Those who use one and the other, and are not members.
    const usersOf = (service: number) =>
      together.find((row) => row.liked === like.id && row.service === service)?.users ?? 0;
    const similar = usersOf(like.id);
    return columns
      .filter((column) => isOffered.has(column.id))
      .map(({ id: service, name, cell, total }): OfferFigures => {
        const outside = total.measured.users - cell.measured.users;
        const isOpen = !cell.secret && !total.secret;
        return {
          service: { id: service, name },
          members: membersOf(service),
          like: { id: like.id, name: like.name },
          similar: isOpen ? { users: usersOf(service), of: similar } : null,
          others: isOpen ? { users: outside - usersOf(service), of: citizens - members - similar } : null,
        };
      });
  });
  const offered =
    segment.offer === 'entitled' && segment.service !== null
      ? await database('m57_services').where({ id: segment.service }).first('id', 'name')
      : undefined;
  const due = offered ? entitlement(segment.name, offered, membersOf(offered.id), rule) : null;
  const liked = interests(figures, rule).filter(({ service }) => service.id !== due?.service.id);
  return {
    exercice,
    offers: [...(due ? [due] : []), ...liked].map((offer) => toldOf(offer, locale)),
  };
}

function toldOf(offer: Offer, locale: Locale): SegmentOffers['offers'][number] {
  const { service, reason, without } = offer;
  return {
    service,
    reason,
    sentence: offerWords(offer, locale),
    motive: offerMotive(offer, locale),
    without,
    interest:
      offer.reason === 'entitled'
        ? null
        : {
            like: offer.like,
            similar: offer.similar,
            others: offer.others,
            times: offer.times.toFixed(1),
            low: offer.low.toFixed(1),
            high: offer.high.toFixed(1),
            level: 95,
            method: 'katz',
          },
  };
}

/** Of those who may be counted. */
async function countCitizens(
  database: Database,
  segment: number,
  who: InStatistics,
): Promise<{ citizens: number; members: number }> {
  const [citizens, members] = await Promise.all([
    database('m57_citizens').whereRaw(who.counted('id')).count({ count: '*' }).first(),
    membersQuery(database, segment).whereRaw(who.counted('citizen')).count({ count: '*' }).first(),
  ]);
  return { citizens: Number(citizens?.count), members: Number(members?.count) };
}

async function countTheirHouseholds(database: Database, segment: number, who: InStatistics): Promise<number> {
  const counted = await database('m57_citizens as citizen')
    .whereIn('citizen.id', membersQuery(database, segment).select('citizen'))
    .whereRaw(who.counted('citizen.id'))
    .first(countedHouseholds(database));
  return Number(counted.households);
}

const membersQuery = (database: Database, segment: number): Knex.QueryBuilder =>
  database('m57_members').where({ segment });

/** In one statement: how many who are not members use each of some services and another one too. */
async function loadTogether(
  database: Database,
  segment: number,
  liked: readonly number[],
  exercice: number,
  who: InStatistics,
): Promise<{ liked: number; service: number; users: number }[]> {
  const uses = () => ofCitizens(database, exercice, who).distinct('service', 'citizen');
  const rows: Record<'liked' | 'service' | 'users', number | string>[] = await database
    .from(
      uses()
        .whereIn('service', [...liked])
        .as('likes'),
    )
    .join(uses().as('uses'), 'uses.citizen', 'likes.citizen')
    .whereNotIn('likes.citizen', membersQuery(database, segment).select('citizen'))
    .groupBy('likes.service', 'uses.service')
    .select('likes.service as liked', 'uses.service', database.raw('count(*) as users'));
  return rows.map((row) => ({
    liked: Number(row.liked),
    service: Number(row.service),
    users: Number(row.users),
  }));
}
