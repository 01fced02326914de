import { addedUp, Dice } from './dice';
import { firstOfMonth, isoDay } from './days';
import type { DemoFullCosts } from './full-costs';
import { DRAWS, Homes, type Household, type Person } from './households';
import { IdentityMaker } from './residents-identities';
import { InteractionMaker } from './residents-interactions';
import type { NameLists, ResidentsParameters } from './residents-parameters';
import type {
  CampaignTruth,
  CitizenRow,
  DuplicateRow,
  EvidenceRow,
  IdentityRow,
  InteractionRow,
  MemberRow,
  ZoneRow,
} from './residents-rows';
import { bornIn, findRates, OUTSIDE, scaledUnits, Town, TREATED, type Rates } from './uses';

export interface TownOptions {
  /** Rows of m57_citizens, non-residents included, second records not. The demo's own size is `basis`. */
  citizens: number;
  seed: number;
  /** ISO date, not before the end of the two years: what is not closed by then is open. */
  today: string;
  /** Id of m57_services by name. */
  service: (name: string) => number;
  /**
   * Interactions for each citizen on average, exactly, entries of nobody known included; 10 without it. What people
   * known do is not thinned out: it is about 9.3 for each, and below some hundred citizens may be more than 10.
   */
  perCitizen?: number;
  /** Share of citizens who are there twice; 0 without it. Sources that did not know them hold the second record. */
  duplicates?: number;
  /** The first id of each table; 1 without it. */
  first?: Partial<Record<'zones' | 'citizens' | 'households' | 'identities' | 'interactions', number>>;
  /** Rows handed over at a time; 5 000 without it. The rows are the same for any. */
  block?: number;
}

/**
 * Each table is a stream of its own that can be read alone, at any time, more than once; ids follow each other from
 * those of `first`. Memory does not grow with the size.
 */
export interface TownResidents {
  zones(): ZoneRow[];
  citizens(): Generator<CitizenRow[]>;
  identities(): Generator<IdentityRow[]>;
  interactions(): Generator<InteractionRow[]>;
  /** For the purpose of communication. */
  evidence(): Generator<EvidenceRow[]>;
  members(): Generator<MemberRow[]>;
  duplicates(): Generator<DuplicateRow[]>;
  /** The people of one home after the other with what they did: for files that hold both. */
  homes(): Generator<{ identities: IdentityRow[]; interactions: InteractionRow[] }>;
  truth: { campaigns: CampaignTruth[] };
}

const BLOCK = 5_000;
const PSEUDONYM_DIGITS = 26;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const PAIRS = Array.from({ length: 1024 }, (_, pair) => BASE32.charAt(pair >> 5) + BASE32.charAt(pair & 31));

/**
 * The people of the demo town over its two years: who lives where and how, what they use, ask and answer. Fictional all
 * of it. Quantities are those of the catalogue of units, so that costs per citizen add up to the accounts; tariffs bring
 * about what the accounts say. Pure: the same parameters and options give the same rows.
 *
 * @throws RangeError when the catalogue lacks a service, or `today` is within the two years.
 */
export function demoResidents(
  parameters: ResidentsParameters,
  lists: NameLists,
  catalogue: DemoFullCosts,
  options: TownOptions,
): TownResidents {
  const { citizens, seed, today, service, perCitizen = 10, duplicates = 0, block = BLOCK } = options;
  const first = { zones: 1, citizens: 1, households: 1, identities: 1, interactions: 1, ...options.first };
  const scaled = scaledUnits(parameters, catalogue, citizens);
  const every = duplicates > 0 ? Math.max(1, Math.round(1 / duplicates)) : 0;
  const twice = (ordinal: number) => every > 0 && ordinal % every === every - 1;
  /** Second records come after all the others. */
  const secondOf = (ordinal: number) => first.citizens + citizens + Math.floor(ordinal / every);
  const known = new Set([parameters.uses.canteen.source, parameters.counters.civil.source]);
  const citizenOf = (ordinal: number, source: string) =>
    twice(ordinal) && !known.has(source) ? secondOf(ordinal) : first.citizens + ordinal;

  let found: Rates | undefined;
  const rates = () => (found ??= findRates(parameters, seed, citizens, scaled));
  const town = () => new Town(parameters, seed, citizens, rates());
  const maker = () =>
    new InteractionMaker(
      parameters,
      catalogue,
      { seed, today, service, firstInteraction: first.interactions },
      scaled,
      rates(),
    );

  function* people(): Generator<{ home: Household; person: Person; position: number }> {
    const homes = new Homes(parameters, seed, citizens);
    for (let home = homes.next(); home; home = homes.next())
      for (const [position, person] of home.people.entries()) yield { home, person, position };
  }

  const profile = profiles(parameters, seed, first);
  function* citizenRows(): Generator<CitizenRow> {
    for (const { home, person } of people()) yield profile(home, person, first.citizens + person.ordinal, 0);
    if (every === 0) return;
    for (const { home, person } of people())
      if (twice(person.ordinal)) yield profile(home, person, secondOf(person.ordinal), 1);
  }

  const identify = new IdentityMaker(parameters, lists, seed);
  const identity = (person: Person, who: Omit<IdentityRow, 'id' | 'citizen'>): IdentityRow => ({
    id: first.identities + person.ordinal,
    citizen: first.citizens + person.ordinal,
    ...who,
  });
  function* identityRows(): Generator<IdentityRow> {
    const homes = new Homes(parameters, seed, citizens);
    for (let home = homes.next(); home; home = homes.next()) {
      const all = identify.of(home);
      for (const [position, person] of home.people.entries()) yield identity(person, all[position]!);
    }
    if (every > 0) for (const { row } of secondRecords()) yield row;
  }
  function* secondRecords(): Generator<{ row: IdentityRow; duplicate: DuplicateRow }> {
    for (const { home, person, position } of people()) {
      const { ordinal } = person;
      if (!twice(ordinal)) continue;
      const { who, changes } = identify.again(identify.of(home)[position]!, ordinal);
      const id = secondOf(ordinal);
      yield {
        row: { id: id - first.citizens + first.identities, citizen: id, ...who },
        duplicate: { citizen: first.citizens + ordinal, duplicate: id, changes },
      };
    }
  }

  function* interactionRows(): Generator<InteractionRow[]> {
    const homes = town();
    const make = maker();
    const { rows } = make;
    for (let home = homes.next(); home; home = homes.next()) {
      make.home(home, homes.uses, citizenOf);
      while (rows.length >= block) yield rows.splice(0, block);
    }
    for (const _ of make.others(Math.round(citizens * perCitizen)))
      if (rows.length >= block) yield rows.splice(0, block);
    if (rows.length) yield rows.splice(0);
  }

  function* memberRows(): Generator<MemberRow> {
    const { library, music } = parameters.campaigns;
    const homes = town();
    for (let home = homes.next(); home; home = homes.next())
      for (const [position, { ordinal }] of home.people.entries()) {
        const { leaflet, reminder } = homes.uses[position]!;
        for (const [{ code }, membership, source] of [
          [library, leaflet, parameters.uses.library.source],
          [music, reminder, parameters.music.source],
        ] as const)
          if (membership !== OUTSIDE)
            yield {
              campaign: code,
              citizen: citizenOf(ordinal, source),
              group: membership === TREATED ? 'treated' : 'control',
            };
      }
  }

  return {
    zones: () => zoneRows(parameters, catalogue, citizens, first.zones),
    citizens: () => blocks(citizenRows(), block),
    identities: () => blocks(identityRows(), block),
    interactions: interactionRows,
    evidence: () => blocks(evidenceRows(parameters, seed, people(), first.citizens), block),
    members: () => blocks(memberRows(), block),
    duplicates: function* () {
      if (every === 0) return;
      yield* blocks(
        (function* () {
          for (const { duplicate } of secondRecords()) yield duplicate;
        })(),
        block,
      );
    },
    *homes() {
      const homes = town();
      const make = maker();
      for (let home = homes.next(); home; home = homes.next()) {
        const all = identify.of(home);
        make.home(home, homes.uses, (ordinal) => first.citizens + ordinal);
        yield {
          identities: home.people.map((person, position) => identity(person, all[position]!)),
          interactions: make.rows.splice(0),
        };
      }
    },
    truth: { campaigns: truths(parameters) },
  };
}

/**
 * Districts, priority neighbourhoods (QPV) and IRIS, parents first. The population of the last year, made to the size of
 * the town; people live in an IRIS, and a parent's population is that of its parts. Here a QPV is made of whole IRIS,
 * which real ones seldom are.
 */
function zoneRows(
  { zones, years, basis }: ResidentsParameters,
  catalogue: DemoFullCosts,
  citizens: number,
  firstId: number,
): ZoneRow[] {
  const year = years.at(-1)!;
  const population = Math.round((catalogue.population[year]! * citizens) / basis);
  const total = zones.reduce((sum, { share = 0 }) => sum + share, 0);
  const ids = new Map(zones.map(({ code }, index) => [code, firstId + index]));
  const upTo = addedUp(zones.map(({ share = 0 }) => share)).map((share) =>
    Math.round((population * share) / total),
  );
  const rows = zones.map(({ code, name, kind, parent }, index) => ({
    id: ids.get(code)!,
    code,
    name,
    kind,
    parent: parent === undefined ? null : ids.get(parent)!,
    population: upTo[index]! - (upTo[index - 1] ?? 0),
    population_year: year,
  }));
  for (const row of [...rows].reverse())
    if (row.parent !== null) rows[row.parent - firstId]!.population += row.population;
  return rows;
}

/** The profile of a person, as their first record has it or as the second. */
function profiles(
  parameters: ResidentsParameters,
  seed: number,
  first: { zones: number; households: number },
): (home: Household, person: Person, id: number, record: 0 | 1) => CitizenRow {
  const dice = new Dice();
  const year = parameters.years[0]!;
  const { uses, counters, requests } = parameters;
  const sources = [
    uses.canteen.source,
    counters.civil.source,
    uses.library.source,
    uses.pool.source,
    requests.source,
  ];
  return (home, person, id, record) => {
    dice.start(seed, person.ordinal, DRAWS.profile + 100 * (record + 1));
    const resident = home.zone >= 0;
    const alone = home.people.length === 1;
    const since = Math.max(home.arrival, bornIn(person, year));
    // Before the two years: any time in ten years since the person was born.
    const month = since >= 0 ? since : Math.max(bornIn(person, year), -1 - dice.below(120));
    let pseudonym = '';
    for (let pairs = 0, bits = 0; pairs < PSEUDONYM_DIGITS / 2; pairs += 1) {
      bits = pairs % 3 === 0 ? dice.bits() : bits >>> 10;
      pseudonym += PAIRS[bits & 1023]!;
    }
    return {
      id,
      pseudonym,
      birth_year: person.birthYear,
      household: resident && !alone ? first.households + home.index : null,
      household_size: resident ? home.people.length : null,
      household_type: home.type,
      quotient_band: resident ? home.band + 1 : null,
      zone: resident ? first.zones + home.zone : null,
      registered_on: isoDay(firstOfMonth(year, month) + dice.below(28)),
      source:
        record === 1
          ? uses.library.source
          : person.adult
            ? sources[dice.below(sources.length)]!
            : sources[0]!,
    };
  };
}

/** Answers to the question whether the town may write; the objections of those who were not asked. */
function* evidenceRows(
  parameters: ResidentsParameters,
  seed: number,
  people: Iterable<{ home: Household; person: Person }>,
  firstCitizen: number,
): Generator<EvidenceRow> {
  const dice = new Dice();
  const { asked, consent, objection, withdrawal, sources } = parameters.consents;
  const purpose = parameters.purposes.communication;
  const end = firstOfMonth(parameters.years[0]!, 24);
  for (const { home, person } of people) {
    if (!person.adult) continue;
    dice.start(seed, person.ordinal, DRAWS.evidence);
    const from = firstOfMonth(parameters.years[0]!, home.arrival + 1);
    if (from >= end) continue;
    const day = from + dice.below(end - from);
    const source = sources[dice.below(sources.length)]!;
    const answered = dice.chance(asked) && dice.chance(consent);
    const kind = answered ? 'consent' : dice.chance(objection) ? 'objection' : null;
    if (kind === null) continue;
    const citizen = firstCitizen + person.ordinal;
    yield { citizen, purpose, kind, occurred_on: isoDay(day), source };
    if (answered && dice.chance(withdrawal) && day < end - 1)
      yield {
        citizen,
        purpose,
        kind: 'withdrawal',
        occurred_on: isoDay(day + 1 + dice.below(end - 1 - day)),
        source,
      };
  }
}

function truths({ campaigns, uses, music }: ResidentsParameters): CampaignTruth[] {
  return [
    { ...campaigns.library, service: uses.library.service, kind: 'registration' as const },
    { ...campaigns.music, service: music.service, kind: 'renewal' as const },
  ].map(({ code, label, service, sent_on, until, channel, kind, control, treated }) => ({
    code,
    label,
    service,
    sent_on,
    channel,
    outcome: { kind, until },
    control,
    treated,
  }));
}

function* blocks<Row>(rows: Iterable<Row>, size: number): Generator<Row[]> {
  let block: Row[] = [];
  for (const row of rows) {
    block.push(row);
    if (block.length < size) continue;
    yield block;
    block = [];
  }
  if (block.length) yield block;
}
