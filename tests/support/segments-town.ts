import { installSegments, letPersonsIn } from './relation';
import type { Host } from './host';

const DISTRICTS = ['Centre', 'Les Hauts', 'Port-Neuf', 'Saint-Jean'] as const;
const HOUSEHOLDS = ['single', 'couple', 'single_parent', 'family'] as const;
export const CITIZENS = 400;

/** A citizen of the small town, as plain facts that a test can count by itself. */
export interface Facts {
  birth_year: number;
  district: (typeof DISTRICTS)[number];
  household_type: (typeof HOUSEHOLDS)[number];
  quotient_band: number | null;
  /** Payments at the pool in the last twelve months, of 9 € each. */
  swims: number;
  /** A registration at the school of music, four years ago. */
  music: boolean;
  complained: boolean;
  /** Accepts the letter of the town; null: was not asked. */
  letter: boolean | null;
}
export const FACTS: Facts[] = Array.from({ length: CITIZENS }, (_, n) => ({
  birth_year: 1940 + ((n * 7) % 75),
  district: DISTRICTS[n % 4]!,
  household_type: HOUSEHOLDS[(n * 3 + Math.floor(n / 9)) % 4]!,
  quotient_band: n % 7 === 0 ? null : (n % 6) + 1,
  swims: n % 2 === 0 ? (n / 2) % 5 : 0,
  music: n % 3 === 0,
  complained: n % 8 === 1,
  letter: n % 3 === 0 ? true : n % 3 === 1 ? null : false,
}));

export interface Town {
  pool: number;
  music: number;
  districts: Record<Facts['district'], number>;
  /** In the order of FACTS. */
  citizens: number[];
}

/** A town with all three capabilities, 400 citizens and what they used; `day` gives the day so many days ago. */
export async function segmentsTown(host: Host): Promise<Town> {
  await installSegments(host);
  await letPersonsIn(host);
  const create = async (table: string, json: object[]): Promise<number[]> =>
    (await host.ask('POST', `/items/${table}?fields=id`, { json })).map(({ id }: { id: number }) =>
      Number(id),
    );
  const [pool, music] = await create('m57_services', [
    { name: 'Piscine des Vagues', unit_of_work: 'entrée' },
    { name: 'École de musique', unit_of_work: 'heure' },
    { name: 'Médiathèque', unit_of_work: 'prêt' },
  ]);
  const [town] = await create('m57_zones', [{ code: 'V', name: 'Castelombre', kind: 'district' }]);
  const zones = await create(
    'm57_zones',
    DISTRICTS.map((name, n) => ({ code: `Q${n}`, name, kind: 'district', parent: town })),
  );
  const districts = Object.fromEntries(DISTRICTS.map((name, n) => [name, zones[n]!])) as Town['districts'];
  const citizens = await create(
    'm57_citizens',
    FACTS.map(({ birth_year, district, household_type, quotient_band }) => ({
      birth_year,
      zone: districts[district],
      household_type,
      household_size: household_type === 'single' ? 1 : household_type === 'couple' ? 2 : 4,
      quotient_band,
      registered_on: '2024-09-01',
      source: 'Portail famille',
    })),
  );
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  await create(
    'm57_interactions',
    FACTS.flatMap(({ swims, music: learns, complained }, n) => {
      const citizen = citizens[n];
      const swim = (rank: number) => ({
        citizen,
        service: pool,
        kind: 'payment',
        date: day(20 + 40 * rank),
        units: '2',
        amount: '9.00',
        channel: 'desk',
      });
      return [
        ...Array.from({ length: swims }, (_, rank) => swim(rank)),
        ...(learns
          ? [
              {
                citizen,
                service: music,
                kind: 'registration',
                date: day(4 * 365),
                units: '1',
                amount: '0.00',
              },
            ]
          : []),
        ...(complained
          ? [{ citizen, service: pool, kind: 'complaint', date: day(30), status: 'done', channel: 'email' }]
          : []),
      ];
    }),
  );
  return { pool: pool!, music: music!, districts, citizens };
}
