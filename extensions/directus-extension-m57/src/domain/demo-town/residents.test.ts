import { beforeAll, describe, expect, it } from 'vitest';
import agglomeration from '../../../../../seeds/demo-town/agglomeration.json';
import ccas from '../../../../../seeds/demo-town/ccas.json';
import common from '../../../../../seeds/demo-town/common.json';
import fullCosts from '../../../../../seeds/demo-town/full-costs/full-costs.json';
import names from '../../../../../seeds/demo-town/residents/names.json';
import seeds from '../../../../../seeds/demo-town/residents/residents.json';
import town from '../../../../../seeds/demo-town/town.json';
import rules from '../../../../../seeds/rules/M57_D.json';
import type { DemoFullCosts } from './full-costs';
import { generateDemoTown } from './generate';
import type { DemoParameters } from './parameters';
import { demoResidents, type TownOptions } from './residents';
import type { NameLists, ResidentsParameters } from './residents-parameters';
import type { CitizenRow, InteractionRow, ZoneRow } from './residents-rows';

const parameters = seeds as unknown as ResidentsParameters;
const lists = names as unknown as NameLists;
const catalogue = fullCosts as unknown as DemoFullCosts;
/** The services as the town has them; an unknown name is an error. */
const SERVICES = [...rules.services, ...fullCosts.services].map(({ name }) => name);
const service = (name: string): number => {
  const index = SERVICES.indexOf(name);
  if (index < 0) throw new Error(`No service "${name}"`);
  return index + 1;
};
const SIZE = 20_000;
const residents = (options: Partial<TownOptions> = {}) =>
  demoResidents(parameters, lists, catalogue, {
    citizens: SIZE,
    seed: parameters.seed,
    today: parameters.today,
    service,
    ...options,
  });
const all = <Row>(blocks: Iterable<Row[]>): Row[] => [...blocks].flat();
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
const mean = (numbers: readonly number[]) => sum(numbers) / numbers.length;
const variance = (numbers: readonly number[]) => mean(numbers.map((each) => each ** 2)) - mean(numbers) ** 2;
const monthOf = ({ date }: InteractionRow) => Number(date.slice(5, 7));
const weekday = ({ date }: InteractionRow) => new Date(date).getUTCDay();

const demo = residents();
let zones: ZoneRow[];
let citizens: CitizenRow[];
let interactions: InteractionRow[];
const citizen = (id: number) => citizens[id - 1]!;
const of = (name: string) => {
  const id = service(name);
  return interactions.filter((row) => row.service === id);
};

beforeAll(() => {
  zones = demo.zones();
  citizens = all(demo.citizens());
  interactions = all(demo.interactions());
});

describe('the stream', () => {
  const small = (options: Partial<TownOptions> = {}) => residents({ citizens: 1_200, ...options });
  const tables = ['citizens', 'identities', 'interactions', 'evidence', 'members'] as const;

  it.each(tables)('gives the same %s again, whatever the block', (table) => {
    const rows = all<unknown>(small()[table]());
    expect(rows.length).toBeGreaterThan(50);
    expect(all<unknown>(small({ block: 37 })[table]())).toEqual(rows);
    const once = small();
    all<unknown>(once[table]());
    expect(all<unknown>(once[table]())).toEqual(rows);
    expect(all<unknown>(small({ seed: 58 })[table]())).not.toEqual(rows);
  });

  it('hands over blocks of the size asked for', () => {
    for (const table of tables) {
      const sizes = [...small({ block: 250 })[table]()].map(({ length }) => length);
      expect(new Set(sizes.slice(0, -1)).size).toBeLessThanOrEqual(1);
      expect(sizes[0]).toBeLessThanOrEqual(250);
    }
  });

  it('numbers each table from where it is told', () => {
    const first = {
      zones: 11,
      citizens: 1_001,
      households: 5_001,
      identities: 70_001,
      interactions: 900_001,
    };
    const [here, there] = [small(), small({ first })];
    expect(there.zones()).toEqual(
      here.zones().map((zone) => ({
        ...zone,
        id: zone.id + 10,
        parent: zone.parent === null ? null : zone.parent + 10,
      })),
    );
    const moved = (by: number, id: number | null) => (id === null ? null : id + by);
    expect(all(there.citizens())).toEqual(
      all(here.citizens()).map((row) => ({
        ...row,
        id: row.id + 1_000,
        zone: moved(10, row.zone),
        household: moved(5_000, row.household),
      })),
    );
    expect(all(there.identities())).toEqual(
      all(here.identities()).map((row) => ({
        ...row,
        id: row.id + 70_000,
        citizen: row.citizen + 1_000,
      })),
    );
    expect(all(there.interactions())).toEqual(
      all(here.interactions()).map((row) => ({
        ...row,
        id: row.id + 900_000,
        citizen: moved(1_000, row.citizen),
        source_key: `T${row.id + 900_000}`,
      })),
    );
  });

  it('has as many interactions for each citizen as asked for', () => {
    expect(interactions).toHaveLength(10 * SIZE);
    expect(all(small({ perCitizen: 12.5 }).interactions())).toHaveLength(15_000);
  });

  it('numbers rows without a gap', () => {
    expect(citizens.map(({ id }) => id)).toEqual(Array.from({ length: SIZE }, (_, index) => index + 1));
    expect(interactions.every(({ id }, index) => id === index + 1)).toBe(true);
    expect(all(demo.identities()).every((row, index) => row.citizen === index + 1)).toBe(true);
  });

  it('needs to know how the two years ended', () =>
    expect(() => all(residents({ today: '2025-12-30' }).interactions())).toThrow(RangeError));
});

describe('who lives there', () => {
  it('as many people in the parts as in the whole', () => {
    const ids = new Map(zones.map((zone) => [zone.id, zone]));
    const total = (kind: string) =>
      sum(zones.filter((zone) => zone.kind === kind).map(({ population }) => population));
    expect(total('iris')).toBe(catalogue.population[2025]);
    expect(total('district')).toBe(catalogue.population[2025]);
    expect(zones.map(({ kind }) => kind).filter((kind) => kind !== 'iris')).toEqual([
      ...Array<string>(4).fill('district'),
      'qpv',
      'qpv',
    ]);
    for (const zone of zones) {
      const parts = zones.filter(({ parent }) => parent === zone.id);
      if (parts.length && zone.kind === 'qpv')
        expect(zone.population).toBe(sum(parts.map(({ population }) => population)));
      if (zone.kind !== 'district') expect(ids.get(zone.parent!)).toBeDefined();
    }
  });

  it('in each IRIS about its part of the town, and few from elsewhere', () => {
    const known = citizens.filter(({ zone }) => zone !== null);
    expect((SIZE - known.length) / SIZE).toBeGreaterThan(0.03);
    expect((SIZE - known.length) / SIZE).toBeLessThan(0.05);
    for (const { id, kind, population } of zones) {
      const people = known.filter(({ zone }) => zone === id).length;
      if (kind !== 'iris') expect(people).toBe(0);
      else expect(Math.abs(people / known.length / (population / 20_112) - 1)).toBeLessThan(0.12);
    }
  });

  it('homes whose people fit each other', () => {
    const homes = new Map<number, CitizenRow[]>();
    for (const row of citizens)
      if (row.household !== null) homes.set(row.household, [...(homes.get(row.household) ?? []), row]);
    expect(homes.size).toBeGreaterThan(4_000);
    for (const home of homes.values()) {
      const [{ household_size, household_type, zone, quotient_band }] = home as [CitizenRow];
      expect(home).toHaveLength(household_size!);
      for (const row of home)
        expect(row).toMatchObject({ household_size, household_type, zone, quotient_band });
      const adults = home.filter(({ birth_year }) => birth_year <= 2025 - 18);
      const children = home.filter(({ birth_year }) => birth_year > 2025 - 18);
      if (household_type === 'couple') expect(home).toHaveLength(2);
      if (household_type === 'couple' || household_type === 'other') expect(children).toEqual([]);
      if (household_type === 'family') expect(home.length).toBeGreaterThan(2);
      // The two eldest, or the one, are the parents.
      const parents = household_type === 'family' ? 2 : household_type === 'single_parent' ? 1 : 0;
      const born = home.map(({ birth_year }) => birth_year).sort((a, b) => a - b);
      if (parents > 0) {
        expect(adults.length).toBeGreaterThanOrEqual(parents);
        expect(born[parents]! - born[parents - 1]!).toBeGreaterThanOrEqual(18);
        expect(born[parents]! - born[0]!).toBeLessThan(62);
      }
    }
    for (const row of citizens.filter(({ household }) => household === null)) {
      if (row.zone === null)
        expect(row).toMatchObject({ household_size: null, household_type: null, quotient_band: null });
      else expect(row).toMatchObject({ household_size: 1, household_type: 'single' });
    }
  });

  it('a pseudonym for each, which says nothing', () => {
    expect(new Set(citizens.map(({ pseudonym }) => pseudonym)).size).toBe(SIZE);
    expect(citizens.every(({ pseudonym }) => /^[A-Z2-7]{26}$/.test(pseudonym))).toBe(true);
  });

  it('nobody is known before birth, nor after the two years', () => {
    for (const { birth_year, registered_on } of citizens) {
      expect(Number(registered_on.slice(0, 4))).toBeGreaterThanOrEqual(birth_year);
      expect(registered_on <= '2025-12-31').toBe(true);
    }
    const early = interactions.filter(
      ({ citizen: id, date }) => id !== null && Number(date.slice(0, 4)) < citizen(id).birth_year,
    );
    expect(early).toEqual([]);
  });

  it('names, and contacts that reach nobody', () => {
    const identities = all(demo.identities());
    expect(new Set(identities.map(({ last_name }) => last_name)).size).toBeGreaterThan(180);
    const phones = identities.flatMap(({ phone }) => phone ?? []);
    const reserved = /^(06 39 98|01 99 00|02 61 91|03 53 01|04 65 71|05 36 49) \d\d \d\d$/;
    expect(phones.filter((phone) => !reserved.test(phone))).toEqual([]);
    expect(new Set(phones).size).toBe(phones.length);
    const emails = identities.flatMap(({ email }) => email ?? []);
    expect(
      emails.filter((email) => !/^[a-z]+\.[a-z]+\.[0-9a-z]+@example\.(org|net|com)$/.test(email)),
    ).toEqual([]);
    for (const { citizen: id, birth_date } of identities) {
      expect(Number(birth_date.slice(0, 4))).toBe(citizen(id).birth_year);
      expect(new Date(birth_date).toISOString().slice(0, 10)).toBe(birth_date);
    }
    expect(identities.some(({ last_name }) => last_name.startsWith('de '))).toBe(true);
    expect(identities.some(({ first_name }) => first_name.includes('-'))).toBe(true);
  });
});

describe('what they use', () => {
  const counted = Object.entries(catalogue.units).filter(
    ([name]) =>
      ![
        // For all, not for one.
        'Police municipale et prévention',
        'Espaces verts',
        'Propreté urbaine',
        'Éclairage public',
      ].includes(name),
  );

  it.each(
    counted.flatMap(([name, units]) => [2024, 2025].map((year) => [name, year, units[year]!] as const)),
  )('%s %i: the units of the catalogue', (name, year, entered) => {
    const rows = of(name).filter(({ date }) => date.startsWith(String(year)));
    const units = sum(rows.map((row) => row.units ?? 0)) / 100;
    const expected = typeof entered === 'string' ? Number(entered) : sum(entered.map(Number));
    expect(Math.abs(units / expected - 1)).toBeLessThan(0.05);
  });

  it('in each month as much as the catalogue says', () => {
    for (const name of ['Restauration scolaire', 'Piscine', 'Petite enfance (crèches)'])
      for (const year of [2024, 2025]) {
        const months = Array<number>(12).fill(0);
        for (const row of of(name))
          if (row.date.startsWith(String(year))) months[monthOf(row) - 1]! += (row.units ?? 0) / 100;
        for (const [month, units] of (catalogue.units[name]![year] as string[]).entries())
          expect(Math.abs(months[month]! - Number(units))).toBeLessThanOrEqual(Number(units) * 0.03);
      }
  });

  it('nothing of what is for all', () => {
    for (const name of [
      'Espaces verts',
      'Propreté urbaine',
      'Éclairage public',
      'Police municipale et prévention',
    ]) {
      const rows = of(name);
      expect(rows.filter(({ kind }) => kind === 'request').length).toBeGreaterThan(100);
      expect(rows.filter(({ units }) => units !== null)).toEqual([]);
    }
  });

  it('entries of nobody known, more of them at the pool than of known users', () => {
    const units = (rows: InteractionRow[]) => sum(rows.map((row) => row.units ?? 0));
    const share = (name: string) => units(of(name).filter((row) => row.citizen === null)) / units(of(name));
    expect(share('Piscine')).toBeGreaterThan(0.6);
    expect(share('Médiathèque')).toBeGreaterThan(0.4);
    expect(share('Équipements et vie sportive')).toBe(1);
    expect(share('Restauration scolaire')).toBeLessThan(0.06);
    for (const row of interactions.filter(({ citizen: id }) => id === null)) {
      expect(row).toMatchObject({ kind: 'payment', status: null, subject: null });
      expect(row.units).toBeGreaterThan(0);
    }
  });

  it('and pay for it about what the accounts say', () => {
    const files = generateDemoTown(
      { ...common, authorities: [town, agglomeration, ccas] } as unknown as DemoParameters,
      common.seed,
    );
    const functions: Record<string, string> = {
      281: 'Restauration scolaire',
      288: 'Périscolaire et vie scolaire',
      331: 'Centres de loisirs et jeunesse',
      4221: 'Petite enfance (crèches)',
      323: 'Piscine',
      313: 'Médiathèque',
      311: 'Enseignement artistique et action culturelle',
      321: 'Équipements et vie sportive',
    };
    for (const year of [2024, 2025]) {
      const cfu = files.find(({ name }) => name === `castelombre-cfu-${year}.xml`)!.budgets[0]!;
      for (const [fonction, name] of Object.entries(functions)) {
        const accounts = cfu.lines.filter(
          (line) => line.direction === 'R' && line.chapitre_vote === '70' && line.fonction === fonction,
        );
        const revenue = sum(accounts.map(({ amounts }) => amounts.realised ?? 0));
        const paid = sum(
          of(name)
            .filter(({ date }) => date.startsWith(String(year)))
            .map(({ amount }) => amount ?? 0),
        );
        expect(Math.abs(paid / revenue - 1), `${name} ${year}: ${paid} for ${revenue}`).toBeLessThan(0.1);
      }
    }
  });

  it('meals at the tariff of their band', () => {
    const tariffs = catalogue.tariffs['Restauration scolaire']![2025]!.map(
      ([, euros]) => Number(euros) * 100,
    );
    const meals = of('Restauration scolaire').filter(
      ({ kind, date, citizen: id }) => kind === 'payment' && date.startsWith('2025') && id !== null,
    );
    for (const { citizen: id, units, amount } of meals) {
      const band = citizen(id!).quotient_band;
      expect(amount).toBe(Math.round((units! / 100) * tariffs[band === null ? 5 : band - 1]!));
    }
    // As many meals of a child in a month as there are school days.
    expect(Math.max(...meals.map(({ units }) => units!))).toBeLessThanOrEqual(23_00);
  });
});

describe('seasons', () => {
  const inMonths = (rows: InteractionRow[], months: number[]) =>
    rows.filter((row) => months.includes(monthOf(row))).length;

  it('schools begin in September, canteens rest in August, lamps fail in winter', () => {
    const signedUp = interactions.filter(
      ({ kind, service: id }) => kind === 'registration' && id === service('Écoles maternelles'),
    );
    expect(inMonths(signedUp, [9])).toBe(signedUp.length);
    expect(
      inMonths(
        of('Restauration scolaire').filter(({ kind }) => kind === 'payment'),
        [8],
      ),
    ).toBe(0);
    const lamps = of('Éclairage public').filter(({ kind }) => kind === 'request');
    expect(inMonths(lamps, [11, 12, 1])).toBeGreaterThan(2 * inMonths(lamps, [5, 6, 7]));
  });

  it('town hall is closed at week-ends and on public holidays, the pool is full then', () => {
    const acts = of('État civil, titres et élections').filter(({ kind }) => kind === 'request');
    expect(acts.filter((row) => [0, 6].includes(weekday(row)))).toEqual([]);
    const swims = of('Piscine').filter(({ kind }) => kind === 'payment');
    const on = (day: number) => swims.filter((row) => weekday(row) === day).length;
    expect(on(6)).toBeGreaterThan(2 * on(1));
    expect(
      interactions.filter(
        ({ date, source }) =>
          date.endsWith('-05-01') && source !== 'Enquêtes de satisfaction' && source !== 'Decidim',
      ),
    ).toEqual([]);
  });
});

describe('social differences', () => {
  const people = (code: string) => {
    const zone = zones.find((each) => each.code === code)!.id;
    return citizens.filter((row) => row.zone === zone);
  };
  const share = <Row>(rows: readonly Row[], test: (row: Row) => boolean) =>
    rows.filter(test).length / rows.length;

  it('between neighbourhoods', () => {
    const [bellevue, coteaux] = [people('990990105'), people('990990107')];
    const low = ({ quotient_band }: CitizenRow) => quotient_band! <= 2;
    expect(share(bellevue, low)).toBeGreaterThan(0.7);
    expect(share(coteaux, low)).toBeLessThan(0.25);
    const alone = ({ household_type }: CitizenRow) => household_type === 'single_parent';
    expect(share(bellevue, alone)).toBeGreaterThan(2 * share(coteaux, alone));
    const age = (rows: CitizenRow[]) => mean(rows.map(({ birth_year }) => 2025 - birth_year));
    expect(age(coteaux)).toBeGreaterThan(age(bellevue) + 5);
  });

  it('in who uses what', () => {
    const musicians = new Set(of('Enseignement artistique et action culturelle').map((row) => row.citizen));
    const children = citizens.filter(({ birth_year }) => birth_year >= 2008 && birth_year <= 2017);
    const learns = ({ id }: CitizenRow) => musicians.has(id);
    const band = (number: number) => children.filter(({ quotient_band }) => quotient_band === number);
    expect(share(band(5), learns)).toBeGreaterThan(2.5 * share(band(1), learns));
  });
});

describe('requests', () => {
  const followed = () => interactions.filter(({ kind }) => kind === 'request' || kind === 'complaint');

  it('are closed or open as of today, some of them late', () => {
    for (const { status, date, due_on, closed_on } of followed()) {
      expect(due_on! > date).toBe(true);
      if (status === 'done' || status === 'refused')
        expect(closed_on! > date && closed_on! <= parameters.today).toBe(true);
      else expect(closed_on).toBeNull();
    }
    const open = followed().filter(({ closed_on }) => closed_on === null);
    const overdue = open.filter(({ due_on }) => due_on! < parameters.today);
    expect(new Set(open.map(({ status }) => status))).toEqual(new Set(['new', 'in_progress', 'waiting']));
    expect(overdue.length).toBeGreaterThan(50);
    expect(overdue.length).toBeLessThan(followed().length / 20);
  });

  it('leave only the forgotten ones open when looked at long afterwards', () => {
    const later = all(residents({ citizens: 4_000, today: '2028-06-30' }).interactions()).filter(
      ({ due_on }) => due_on !== null,
    );
    const open = later.filter(({ closed_on }) => closed_on === null).length / later.length;
    expect(open).toBeGreaterThan(0.005);
    expect(open).toBeLessThan(0.03);
  });

  it('please less when they take longer', () => {
    const scores = { kept: [] as number[], late: [] as number[] };
    for (const [index, { kind, due_on, closed_on, citizen: id, service: asked }] of interactions.entries()) {
      const answer = interactions[index + 1];
      if ((kind !== 'request' && kind !== 'complaint') || answer?.kind !== 'satisfaction') continue;
      if (answer.citizen !== id || answer.service !== asked) continue;
      scores[closed_on! <= due_on! ? 'kept' : 'late'].push(answer.score!);
    }
    expect(scores.late.length).toBeGreaterThan(200);
    expect(mean(scores.kept)).toBeGreaterThan(mean(scores.late) + 0.7);
    for (const score of [...scores.kept, ...scores.late]) expect([1, 2, 3, 4, 5]).toContain(score);
  });
});

describe('campaigns', () => {
  /** Responses in two groups, and by how many standard errors they differ. */
  const compare = (responded: (id: number) => boolean, one: number[], other: number[]) => {
    const rate = (ids: number[]) => ids.filter(responded).length / ids.length;
    const [a, b] = [rate(one), rate(other)];
    const error = Math.sqrt((a * (1 - a)) / one.length + (b * (1 - b)) / other.length);
    return { a, b, error, z: (a - b) / error };
  };

  it.each(demo.truth.campaigns)('$code: the effect is there, and nothing where there was none', (truth) => {
    const members = all(demo.members()).filter(({ campaign }) => campaign === truth.code);
    const group = (name: string) => members.filter((each) => each.group === name).map((each) => each.citizen);
    const [treated, control] = [group('treated'), group('control')];
    const responses = new Set(
      of(truth.service)
        .filter(
          ({ kind, date }) =>
            kind === truth.outcome.kind && date >= truth.sent_on && date <= truth.outcome.until,
        )
        .map((row) => row.citizen),
    );
    const responded = (id: number) => responses.has(id);
    const effect = compare(responded, treated, control);
    expect(effect.z).toBeGreaterThan(3);
    expect(Math.abs(effect.a - effect.b - (truth.treated - truth.control))).toBeLessThan(3 * effect.error);
    const half = (ids: number[], part: 0 | 1) => ids.filter((_, index) => index % 2 === part);
    for (const ids of [treated, control])
      expect(Math.abs(compare(responded, half(ids, 0), half(ids, 1)).z)).toBeLessThan(3);
    // Before it was sent, the groups were alike: in how much they had to do with the town.
    const counts = new Map(members.map(({ citizen: id }) => [id, 0]));
    for (const { citizen: id, date } of interactions)
      if (date < truth.sent_on && counts.has(id!)) counts.set(id!, counts.get(id!)! + 1);
    const [ours, theirs] = [treated, control].map((ids) => ids.map((id) => counts.get(id)!));
    const error = Math.sqrt(variance(ours!) / ours!.length + variance(theirs!) / theirs!.length);
    expect(Math.abs(mean(ours!) - mean(theirs!))).toBeLessThan(3 * error);
    const named = interactions.filter(({ campaign }) => campaign === truth.code);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((row) => !treated.includes(row.citizen!))).toEqual([]);
  });

  it('the library wrote to half of the homes of the priority neighbourhoods', () => {
    const { code } = parameters.campaigns.library;
    const members = all(demo.members()).filter(({ campaign }) => campaign === code);
    const deprived = new Set(
      zones.filter(({ parent }) => zones.find(({ id }) => id === parent)?.kind === 'qpv').map(({ id }) => id),
    );
    expect(members.every((each) => deprived.has(citizen(each.citizen).zone!))).toBe(true);
    const groups = new Map<number, Set<string>>();
    for (const { citizen: id, group } of members) {
      const { household } = citizen(id);
      if (household !== null) groups.set(household, (groups.get(household) ?? new Set()).add(group));
    }
    expect([...groups.values()].every(({ size }) => size === 1)).toBe(true);
  });
});

it('evidence of consents and objections, each person in the order of dates', () => {
  const rows = all(demo.evidence());
  const count = (kind: string) => rows.filter((row) => row.kind === kind).length;
  expect(count('consent')).toBeGreaterThan(4_000);
  expect(count('objection')).toBeGreaterThan(300);
  expect(count('withdrawal')).toBeGreaterThan(200);
  for (const [index, row] of rows.entries()) {
    if (row.kind !== 'withdrawal') continue;
    const before = rows[index - 1]!;
    expect(before).toMatchObject({ citizen: row.citizen, kind: 'consent' });
    expect(before.occurred_on < row.occurred_on && row.occurred_on <= '2025-12-31').toBe(true);
  }
});

describe('people who are there twice', () => {
  it('when asked for: second records with something changed, and part of the interactions', () => {
    const once = residents({ citizens: 3_000 });
    const twice = residents({ citizens: 3_000, duplicates: 0.01 });
    const people = all(twice.citizens());
    const identities = all(twice.identities());
    const duplicates = all(twice.duplicates());
    expect(duplicates).toHaveLength(30);
    expect(all(once.duplicates())).toEqual([]);
    expect(people.slice(0, 3_000)).toEqual(all(once.citizens()));
    expect(people.map(({ id }) => id)).toEqual(Array.from({ length: 3_030 }, (_, index) => index + 1));
    expect(new Set(people.map(({ pseudonym }) => pseudonym)).size).toBe(3_030);
    for (const { citizen: id, duplicate, changes } of duplicates) {
      const [one, other] = [identities[id - 1]!, identities[duplicate - 1]!];
      expect(changes.length).toBeGreaterThan(0);
      expect(other.citizen).toBe(duplicate);
      expect(other.birth_date).toBe(one.birth_date);
      const contents = ({ last_name, first_name, email, phone }: typeof one) => [
        last_name,
        first_name,
        email,
        phone,
      ];
      expect(contents(other)).not.toEqual(contents(one));
    }
    const rows = all(twice.interactions());
    const original = new Map(duplicates.map((each) => [each.duplicate, each.citizen]));
    expect(rows.some(({ citizen: id }) => original.has(id!))).toBe(true);
    expect(rows.map((row) => ({ ...row, citizen: original.get(row.citizen!) ?? row.citizen }))).toEqual(
      all(once.interactions()),
    );
  });
});
