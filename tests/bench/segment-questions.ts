import type { Database } from '../../scripts/databases';
import { INTERACTION_KINDS } from '../../extensions/directus-extension-m57/src/domain/relation/model';
import type { Definition } from '../../extensions/directus-extension-m57/src/domain/segments/definition';

/** Every kind but consultations, which communication may not ask. */
const NO_OPINIONS = INTERACTION_KINDS.filter((kind) => kind !== 'consultation');

/** Days of the demo town, which ends with 2025, whenever it is asked. */
const YEAR = { from: { on: '2025-01-01' }, to: { on: '2025-12-31' } };
const TWO_YEARS = { from: { on: '2024-01-01' }, to: { on: '2025-12-31' } };

/** What the questions name of a town. */
export interface TownIds {
  service: (name: string) => number;
  zone: (name: string) => number;
  /** A zone and all that lie within. */
  zonesIn: (zone: number) => number[];
  /** A stored segment. */
  segment: number;
}

/** A typical segment, and the same question as an analyst would write it by hand. */
export interface SegmentQuestion {
  name: string;
  purpose: string;
  where: Definition['where'];
  /** Conditions on `c`, a citizen. `day`: an ISO day as the database keeps it. */
  byHand: (day: (iso: string) => string) => string;
}

export function segmentQuestions({ service, zone, zonesIn, segment }: TownIds): SegmentQuestion[] {
  const pool = service('Piscine');
  const canteen = service('Restauration scolaire');
  const leisure = service('Centres de loisirs et jeunesse');
  const hills = zone('Les Hauts');
  const within = zonesIn(hills).join(', ');
  return [
    {
      name: 'families of a district, 25 to 50 years old',
      purpose: 'service',
      where: {
        type: 'and',
        items: [
          {
            type: 'field',
            field: 'household_type',
            test: { op: 'in', values: ['family', 'single_parent'] },
          },
          { type: 'field', field: 'zone', test: { op: 'in', values: [hills] } },
          { type: 'field', field: 'birth_year', test: { op: 'between', from: 1975, to: 2000 } },
        ],
      },
      byHand: () => `c.household_type in ('family', 'single_parent')
        and c.zone in (${within}) and c.birth_year between 1975 and 2000`,
    },
    {
      name: 'low incomes, three in the household or more',
      purpose: 'billing',
      where: {
        type: 'and',
        items: [
          { type: 'field', field: 'quotient_band', test: { op: 'lte', value: 2 } },
          { type: 'field', field: 'household_size', test: { op: 'gte', value: 3 } },
        ],
      },
      byHand: () => 'c.quotient_band <= 2 and c.household_size >= 3',
    },
    {
      name: 'paid the pool twice or more in 12 months',
      purpose: 'communication',
      where: {
        type: 'related',
        filter: { services: [pool], kinds: ['payment', 'registration'] },
        window: YEAR,
        measure: 'count',
        test: { op: 'gte', value: 2 },
      },
      byHand: (day) => `c.id in (select citizen from m57_interactions
        where service = ${pool} and kind in ('payment', 'registration') and citizen is not null
          and date > ${day('2024-12-31')} and date <= ${day('2025-12-31')}
        group by citizen having count(*) >= 2)`,
    },
    {
      name: 'adults without a complaint since January',
      purpose: 'communication',
      where: {
        type: 'and',
        items: [
          { type: 'field', field: 'birth_year', test: { op: 'lte', value: 2007 } },
          {
            type: 'not',
            item: {
              type: 'related',
              filter: { kinds: ['complaint'] },
              window: { from: YEAR.from, to: null },
              measure: 'count',
              test: { op: 'gte', value: 1 },
            },
          },
        ],
      },
      byHand: (day) => `c.birth_year <= 2007 and not exists (select 1 from m57_interactions i
        where i.citizen = c.id and i.kind = 'complaint' and i.date >= ${day('2025-01-01')})`,
    },
    {
      name: 'paid more than 100 € in 12 months',
      purpose: 'communication',
      where: {
        type: 'related',
        filter: { kinds: ['payment'] },
        window: YEAR,
        measure: 'amount',
        test: { op: 'gt', value: '100.00' },
      },
      byHand: (day) => `c.id in (select citizen from m57_interactions
        where citizen is not null and kind = 'payment'
          and date > ${day('2024-12-31')} and date <= ${day('2025-12-31')}
        group by citizen having sum(amount) > 100)`,
    },
    {
      name: 'answered a survey with 2 or less',
      purpose: 'survey',
      where: {
        type: 'related',
        filter: { kinds: ['satisfaction'], score: { op: 'lte', value: 2 } },
        window: TWO_YEARS,
        measure: 'count',
        test: { op: 'gte', value: 1 },
      },
      byHand: (day) => `exists (select 1 from m57_interactions i
        where i.citizen = c.id and i.kind = 'satisfaction' and i.score <= 2
          and i.date > ${day('2023-12-31')} and i.date <= ${day('2025-12-31')})`,
    },
    {
      name: 'took part in a consultation',
      purpose: 'consultation',
      where: {
        type: 'related',
        filter: { kinds: ['consultation'] },
        window: null,
        measure: 'count',
        test: { op: 'gte', value: 1 },
      },
      byHand: () => `exists (select 1 from m57_interactions i
        where i.citizen = c.id and i.kind = 'consultation')`,
    },
    {
      name: 'came for the first time this year',
      purpose: 'communication',
      where: {
        type: 'related',
        filter: { kinds: NO_OPINIONS },
        window: null,
        measure: 'first',
        test: { op: 'gte', value: YEAR.from },
      },
      byHand: (day) => `c.id in (select citizen from m57_interactions
        where citizen is not null and kind <> 'consultation'
        group by citizen having min(date) >= ${day('2025-01-01')})`,
    },
    {
      name: 'three services or more, and taking part',
      purpose: 'communication',
      where: {
        type: 'and',
        items: [
          {
            type: 'related',
            filter: { kinds: NO_OPINIONS },
            window: TWO_YEARS,
            measure: 'services',
            test: { op: 'gte', value: 3 },
          },
          { type: 'field', field: 'engagement', test: { op: 'gte', value: 40 } },
        ],
      },
      byHand: (day) => `c.id in (select citizen from m57_interactions
          where citizen is not null and kind <> 'consultation'
            and date > ${day('2023-12-31')} and date <= ${day('2025-12-31')}
          group by citizen having count(distinct service) >= 3)
        and c.id in (select citizen from m57_scores where score >= 40)`,
    },
    {
      name: 'canteen or leisure, not of the segment, young or in a district',
      purpose: 'communication',
      where: {
        type: 'and',
        items: [
          {
            type: 'or',
            items: [
              {
                type: 'related',
                filter: { services: [canteen], kinds: ['registration', 'payment', 'renewal'] },
                window: YEAR,
                measure: 'count',
                test: { op: 'gte', value: 1 },
              },
              {
                type: 'related',
                filter: { services: [leisure], kinds: ['registration', 'payment', 'renewal'] },
                window: YEAR,
                measure: 'count',
                test: { op: 'gte', value: 1 },
              },
            ],
          },
          { type: 'not', item: { type: 'segment', segment } },
          {
            type: 'or',
            items: [
              { type: 'field', field: 'birth_year', test: { op: 'gt', value: 1985 } },
              { type: 'field', field: 'zone', test: { op: 'in', values: [hills] } },
            ],
          },
        ],
      },
      byHand: (day) => `c.id in (select citizen from m57_interactions
            where service in (${canteen}, ${leisure}) and kind in ('registration', 'payment', 'renewal')
              and date > ${day('2024-12-31')} and date <= ${day('2025-12-31')} and citizen is not null)
        and not exists (select 1 from m57_members m where m.segment = ${segment} and m.citizen = c.id)
        and (c.birth_year > 1985 or c.zone in (${within}))`,
    },
  ];
}

/** The whole statement by hand: who matches, who of them may be used, who may not and why. */
export function byHandStatement(
  { purpose, byHand }: SegmentQuestion,
  { basis, client, today }: { basis: string; client: Database; today: string },
): string {
  const day = (iso: string) =>
    client === 'sqlite'
      ? `(cast(strftime('%s', '${iso}', 'utc') as integer) * 1000)`
      : `cast('${iso}' as date)`;
  const [allowed, objected] = {
    consent: [
      `e.state = 'consented' and (e.until is null or e.until >= '${today}')`,
      "e.state in ('objected', 'limited')",
    ],
    public_interest: [
      "coalesce(e.state, '') not in ('objected', 'limited')",
      "e.state in ('objected', 'limited')",
    ],
  }[basis] ?? ["coalesce(e.state, '') <> 'limited'", "e.state = 'limited'"];
  return `select count(*) as matching,
      sum(case when ${allowed} then 1 else 0 end) as allowed,
      sum(case when ${objected} then 1 else 0 end) as objected
    from m57_citizens c left join m57_consents e on e.citizen = c.id and e.purpose = '${purpose}'
    where ${byHand(day)}`;
}
