import { createHash } from 'node:crypto';
import type { Accountability } from '@directus/types';
import type { z } from 'zod';
import type { SplitAnswer, splitRequest } from '../../contract/segments';
import { splitCents } from '../../domain/money';
import { asksQuotient, type Restricted } from '../../domain/segments/purpose';
import { figureOfPersons, protectCount, type Figure } from '../../domain/suppression';
import { constant, insertSelect } from '../bulk';
import { Refusal } from '../errors';
import { clientOf, type Database, type Host } from '../host';
import { insertId } from '../jobs';
import { dayValue, today } from '../relation/columns';
import { lockChain } from '../relation/evidence';
import { withPersonsLock } from '../relation/persons';
import { readSuppressionRule } from '../relation/suppression-rule';
import { isRefused, joinLaw } from './allowed';
import { choosesMembers } from './guards';
import { countHouseholds } from './households';
import { readChosenBy } from './references';
import { assertComputed, segmentOf } from './stored';
import type { RefreshCounts } from './told';

/** A prime below 2^31, so that products of two numbers below it fit into 64 bits on every database. */
const PRIME = 2_147_483_647;

/**
 * Random groups of the members who may be used today, each a list of its own for the same purpose: who is in which
 * depends on the seed and the number of the citizen alone, so the same seed makes the same groups anywhere. Sizes are
 * the shares by largest remainder. The host's permissions on segments hold, and its rules for names.
 * @throws NOT_FOUND, SEGMENT_NOT_COMPUTED, SEGMENT_EMPTY
 */
export async function splitSegment(
  host: Host,
  id: number,
  { groups, seed }: z.infer<typeof splitRequest>,
  accountability: Accountability,
): Promise<SplitAnswer> {
  const { database } = host;
  const schema = await host.getSchema();
  const made = await withPersonsLock(database, async (trx) => {
    // Whoever withdraws a consent meanwhile waits, and then leaves the groups too.
    await lockChain(trx);
    const row = await trx('m57_segments').where({ id }).first();
    if (!row) throw new Refusal('NOT_FOUND', { what: `segment ${id}` });
    const segment = segmentOf(row);
    await assertComputed(trx, segment);
    const counted = await trx
      .from(ranked(trx, id, seed).as('ranked'))
      .count({ persons: '*' })
      .first();
    const persons = Number(counted!['persons']);
    if (persons === 0) throw new Refusal('SEGMENT_EMPTY', { name: segment.name });
    const sizes = splitCents(
      persons,
      groups.map(({ share }) => share),
    );
    choosesMembers(trx);
    const offered = await trx('m57_services').where({ id: segment.service }).first('id');
    const service = new host.services.ItemsService('m57_segments', { knex: trx, schema, accountability });
    const ids: number[] = [];
    for (const { name } of groups)
      ids.push(
        Number(
          await service.createOne({
            name,
            description: `${segment.name} · ${seed}`.slice(0, 255),
            purpose: segment.purpose,
            mode: 'static',
            // What they were chosen by: it decides what the groups may serve.
            definition: segment.definition,
            service: offered?.id ?? null,
            offer: offered ? segment.offer : null,
            message_subject: segment.message_subject,
            message: segment.message,
          }),
        ),
      );
    let upTo = 0;
    const cases = sizes.map((size, at) => `when place <= ${(upTo += size)} then ${ids[at]}`);
    const day = clientOf(trx) === 'sqlite' ? '?' : 'cast(? as date)';
    const select = trx
      .from(ranked(trx, id, seed).as('ranked'))
      .select([
        trx.raw(`case ${cases.join(' ')} end`),
        'citizen',
        trx.raw(day, [dayValue(trx, today())]),
      ] as never);
    await insertSelect(trx, 'm57_members', ['segment', 'citizen', 'entered_on'], select);
    const chosenBy = await readChosenBy(trx, segment);
    const households = await countHouseholds(trx, asksQuotient(chosenBy) ? ids : []);
    const chosen = groups.map(({ name }, at) => ({
      id: ids[at]!,
      name,
      figure: figureOfPersons(sizes[at]!, households.get(ids[at]!) ?? null),
    }));
    for (const { id: group, figure } of chosen)
      await noteChosen(trx, { segment: group, figure, chosenBy }, accountability.user ?? null);
    return chosen;
  });
  const rule = await readSuppressionRule(database);
  return {
    groups: made.map(({ figure, ...group }) => ({ ...group, size: protectCount(figure, rule).count })),
  };
}

async function noteChosen(
  trx: Database,
  {
    segment,
    figure: { count: size, contributors },
    chosenBy,
  }: { segment: number; figure: Figure; chosenBy: readonly Restricted[] },
  user: string | null,
): Promise<void> {
  const countsOf = (all: number): RefreshCounts => ({
    size: all,
    entered: all,
    left: 0,
    without_consent: 0,
    objected: 0,
  });
  await trx('m57_segments')
    .where({ id: segment })
    .update({ size, refreshed_on: new Date(), chosen_by: chosenBy.join(',') });
  const refresh = await insertId(trx, 'm57_segment_refreshes', {
    segment,
    at: Date.now(),
    by: user,
    cause: 'split',
    ...countsOf(size),
    households: contributors === undefined ? null : JSON.stringify(countsOf(contributors)),
    took_ms: 0,
  });
  const chosen = trx('m57_members')
    .where({ segment })
    .select(['segment', constant(trx, refresh), 'citizen', constant(trx, 1), trx.raw(`'chosen'`)] as never);
  await insertSelect(
    trx,
    'm57_member_changes',
    ['segment', 'refresh', 'citizen', 'entered', 'reason'],
    chosen,
  );
}

/**
 * `citizen` and `place`, 1 and on, of the members who may be used, in an order that the seed decides: the number of the
 * citizen goes through a permutation of the numbers below PRIME, which is a line, the fifth power, and a line again.
 */
function ranked(trx: Database, segment: number, seed: number) {
  const [a, b, c, d] = [1, 2, 3, 4].map((part) => constantOf(seed, part)) as [number, number, number, number];
  const members = joinLaw(
    trx('m57_members as member').join('m57_segments as segment', 'segment.id', 'member.segment'),
    'member.citizen',
  )
    .where('member.segment', segment)
    .whereNot(isRefused(trx, today()) as never);
  const step = (query: object, name: string, expression: string, ...kept: string[]) =>
    trx
      .from((query as ReturnType<Database>).as(name))
      .select(['citizen', ...kept, trx.raw(expression)] as never);
  const line = step(
    members.select('member.citizen as citizen'),
    'drawn',
    `((citizen % ${PRIME}) * ${a} + ${b}) % ${PRIME} as one`,
  );
  const square = step(line, 'lined', `(one * one) % ${PRIME} as two`, 'one');
  const fourth = step(square, 'squared', `(two * two) % ${PRIME} as four`, 'one');
  const fifth = step(fourth, 'raised', `(four * one) % ${PRIME} as five`);
  return step(
    fifth,
    'mixed',
    `row_number() over (order by (five * ${c} + ${d}) % ${PRIME}, citizen) as place`,
  );
}

/** A number from 1 to PRIME - 1 that the seed decides. */
const constantOf = (seed: number, part: number): number =>
  1 + (createHash('sha256').update(`m57:${seed}:${part}`).digest().readUIntBE(0, 6) % (PRIME - 1));
