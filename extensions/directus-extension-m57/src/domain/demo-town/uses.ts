import { parseCents } from '../money';
import { dayOf } from './days';
import { Dice } from './dice';
import type { DemoFullCosts } from './full-costs';
import { DRAWS, Homes, type Household, type Person } from './households';
import { MONTHLY_USES, type ResidentsParameters } from './residents-parameters';

export const MONTHS = 24;
/** School years that the two years touch. */
const SCHOOL_YEARS = 3;
/** The months in which they begin: the first before the two years. */
const SEPTEMBERS = [0, 8, 20] as const;
const [CANTEEN, AFTER_SCHOOL, LEISURE, NURSERY, POOL, LIBRARY] = [0, 1, 2, 3, 4, 5] as const;
export const USE_COUNT = MONTHLY_USES.length;

/** What one person uses over the two years. */
export interface Uses {
  /** For each monthly use, how much of it; 0: none. */
  weights: Float64Array;
  /** For each monthly use, the months (bit 0 is the first January) in which it is used. */
  months: Int32Array;
  /** For each school year: 0, or 1 nursery school, 2 primary school, where the town's. */
  schools: [number, number, number];
  /** Month in which the person joined the library; −1: before. */
  libraryFrom: number;
  /** Of the library's campaign: whether they are in it, written to, and came. */
  leaflet: Membership;
  /** Student of the conservatoire in the first year, in the second. */
  music: [boolean, boolean];
  /** Of the conservatoire's campaign; the response is to be there again. */
  reminder: Membership;
}

/** In no campaign, in its control group, or treated. */
export type Membership = 0 | 1 | 2;
export const [OUTSIDE, CONTROL, TREATED] = [0, 1, 2] as const;

/** Months from `from` to `to` (not included). */
const monthMask = (from: number, to: number): number => {
  const low = Math.max(0, from);
  const high = Math.min(MONTHS, to);
  return high <= low ? 0 : ((1 << high) - 1) & ~((1 << low) - 1);
};
const SCHOOL_MASKS = [monthMask(0, 8), monthMask(8, 20), monthMask(20, 24)];

/** The quantities of the catalogue, made to the size of the town. */
export interface Scaled {
  /** Citizens of this town to one of the basis. */
  scale: number;
  /** Units of a service in a month, in hundredths. */
  units(service: string, month: number): number;
  /** Of a service counted once a year. */
  yearly(service: string, year: number): number;
}

export function scaledUnits(
  parameters: ResidentsParameters,
  catalogue: DemoFullCosts,
  citizens: number,
): Scaled {
  const scale = citizens / parameters.basis;
  const of = (service: string, year: number) => {
    const units = catalogue.units[service]?.[parameters.years[year]!];
    if (units === undefined) throw new RangeError(`No units of "${service}" in ${parameters.years[year]}`);
    return units;
  };
  return {
    scale,
    units: (service, month) => {
      const months = of(service, Math.floor(month / 12));
      if (typeof months === 'string') throw new RangeError(`Units of "${service}" are not by month`);
      return Math.round(Number(months[month % 12]) * scale) * 100;
    },
    yearly: (service, year) => {
      const units = of(service, year);
      if (typeof units !== 'string') throw new RangeError(`Units of "${service}" are by month`);
      return Number(units) * scale;
    },
  };
}

/**
 * Shares that make the people of this seed use what the catalogue says: found by going through all homes before the
 * first row, twice, without keeping any.
 */
export interface Rates {
  /** Of the children of the age, by school and school year: who goes to the town's own. */
  schools: number[][];
  /** Units in hundredths of somebody of weight 1, by use and month. */
  units: Float64Array;
  /** Chance of somebody of weight 1 to be a student of the conservatoire, by year. */
  music: [number, number];
}

export function findRates(
  parameters: ResidentsParameters,
  seed: number,
  citizens: number,
  scaled: Scaled,
): Rates {
  const rates: Rates = {
    schools: [
      [0, 0, 0],
      [0, 0, 0],
    ],
    units: new Float64Array(USE_COUNT * MONTHS),
    music: [0, 0],
  };
  const towns = () => new Town(parameters, seed, citizens, rates);
  const { nursery_school, primary_school } = parameters.schools;

  const children = [
    [0, 0, 0],
    [0, 0, 0],
  ];
  let musical = 0;
  const ages = towns();
  for (let home = ages.next(); home; home = ages.next())
    for (const person of home.people) {
      musical += ages.musicality(home, person);
      for (let year = 0; year < SCHOOL_YEARS; year += 1) {
        const school = ages.schoolOf(home, person, year);
        // The catalogue counts those who are there in September.
        if (school > 0 && home.arrival < SEPTEMBERS[year]!) children[school - 1]![year]! += 1;
      }
    }
  for (const [school, name] of [nursery_school, primary_school].entries())
    for (let year = 0; year < SCHOOL_YEARS; year += 1)
      rates.schools[school]![year] = scaled.yearly(name, Math.max(0, year - 1)) / children[school]![year]!;
  rates.music[0] = scaled.yearly(parameters.music.service, 0) / musical;

  const totals = new Float64Array(USE_COUNT * MONTHS);
  let again = 0;
  let others = 0;
  const users = towns();
  for (let home = users.next(); home; home = users.next())
    for (const [position, person] of home.people.entries()) {
      const { weights, months, music } = users.uses[position]!;
      for (let use = 0; use < USE_COUNT; use += 1) {
        const weight = weights[use]!;
        if (weight === 0) continue;
        for (let month = 0, mask = months[use]!; mask !== 0; month += 1, mask >>= 1)
          if (mask & 1) totals[use * MONTHS + month]! += weight;
      }
      if (music[1]) again += 1;
      if (!music[0]) others += users.musicality(home, person);
    }
  for (const [use, name] of MONTHLY_USES.entries()) {
    const { service, identified } = parameters.uses[name];
    for (let month = 0; month < MONTHS; month += 1) {
      const total = totals[use * MONTHS + month]!;
      if (total > 0) rates.units[use * MONTHS + month] = (scaled.units(service, month) * identified) / total;
    }
  }
  rates.music[1] = Math.max(0, scaled.yearly(parameters.music.service, 1) - again) / Math.max(1, others);
  return rates;
}

/** The homes of a town and what their people use. The uses of a home are overwritten by those of the next. */
export class Town {
  readonly uses: Uses[] = [];
  private readonly homes: Homes;
  private readonly dice = new Dice();
  private readonly deprived: boolean[];
  private readonly leaflet: { control: number; treated: number; from: number; to: number };
  /** Students are drawn evenly along the town, so that their number is exact. */
  private readonly students: [number, number];

  constructor(
    private readonly parameters: ResidentsParameters,
    private readonly seed: number,
    citizens: number,
    private readonly rates: Rates,
  ) {
    this.homes = new Homes(parameters, seed, citizens);
    this.students = [this.dice.start(seed, 0, DRAWS.profile).next(), this.dice.next()];
    const { zones, campaigns, years } = parameters;
    const kinds = new Map(zones.map(({ code, kind }) => [code, kind]));
    this.deprived = zones.map(({ parent }) => parent !== undefined && kinds.get(parent) === 'qpv');
    const { control, treated, sent_on, until } = campaigns.library;
    this.leaflet = {
      control,
      treated,
      from: monthOf(sent_on, years[0]!),
      to: monthOf(until, years[0]!) + 1,
    };
  }

  next(): Household | null {
    const home = this.homes.next();
    if (!home) return null;
    const dice = this.dice.start(this.seed, home.index, DRAWS.uses);
    // The leaflet goes to a home, not to a person.
    const treated = dice.chance(0.5);
    for (const [position, person] of home.people.entries()) {
      const uses = (this.uses[position] ??= noUses());
      this.draw(home, person, uses, treated ? TREATED : CONTROL);
    }
    return home;
  }

  /** 1 nursery school, 2 primary school, 0 none: where the child could go in the school year. */
  schoolOf(home: Household, person: Person, year: number): 0 | 1 | 2 {
    if (person.adult || home.arrival >= (SEPTEMBERS[year + 1] ?? MONTHS)) return 0;
    const age = this.parameters.years[0]! - 1 + year - person.birthYear;
    return age < 3 || age > 10 ? 0 : age < 6 ? 1 : 2;
  }

  /** How likely somebody is to learn music, beside others. */
  musicality(home: Household, person: Person): number {
    const { rates, outside, byAge } = this.parameters.music;
    if (home.arrival >= 8) return 0;
    return rateOfAge(byAge, this.ageOf(person)) * (rates[home.band] ?? outside);
  }

  private ageOf(person: Person): number {
    return this.parameters.years[0]! - person.birthYear;
  }

  private draw(home: Household, person: Person, uses: Uses, leaflet: Membership): void {
    const { dice, parameters } = this;
    uses.weights.fill(0);
    uses.months.fill(0);
    const born = bornIn(person, parameters.years[0]!);
    const from = Math.max(home.arrival, born) + 1;
    const attends = dice.next();
    let pupil = 0;
    for (let year = 0; year < SCHOOL_YEARS; year += 1) {
      const school = this.schoolOf(home, person, year);
      const goes = school > 0 && attends < this.rates.schools[school - 1]![year]!;
      uses.schools[year] = goes ? school : 0;
      if (goes) pupil |= SCHOOL_MASKS[year]!;
    }
    const here = monthMask(from, MONTHS);
    if (!person.adult) {
      const { canteen, after_school, leisure, nursery } = parameters.uses;
      const year = parameters.years[0]!;
      this.steady(uses, CANTEEN, canteen, home, pupil & here);
      this.steady(uses, AFTER_SCHOOL, after_school, home, pupil & here);
      const third = (person.birthYear + 3 - year) * 12;
      this.steady(uses, LEISURE, leisure, home, monthMask(third, third + 9 * 12) & here);
      // From three months on, until the September of the third year.
      this.steady(uses, NURSERY, nursery, home, monthMask(born + 3, third + 8) & here);
    }
    this.visits(uses, POOL, home, person, here);
    uses.libraryFrom = -1;
    this.visits(uses, LIBRARY, home, person, here);
    this.join(uses, home, person, from, leaflet);
    this.learn(uses, home, person);
  }

  private steady(
    uses: Uses,
    use: number,
    { rates, outside, weights }: ResidentsParameters['uses']['canteen'],
    home: Household,
    months: number,
  ): void {
    // Drawn in any case, so that a month more or less changes nothing else.
    const takes = this.dice.next() < (rates[home.band] ?? outside);
    const point = this.dice.next();
    if (!takes || months === 0) return;
    let left = point * weights!.reduce((sum, [, weight]) => sum + weight, 0);
    let amount = weights![0]![0];
    for (const [each, weight] of weights!) {
      amount = each;
      left -= weight;
      if (left < 0) break;
    }
    uses.weights[use] = amount;
    uses.months[use] = months;
  }

  private visits(uses: Uses, use: number, home: Household, person: Person, months: number): void {
    const { rates, outside, byAge } = this.parameters.uses[MONTHLY_USES[use]!];
    const rate = rateOfAge(byAge!, this.ageOf(person)) * (rates[home.band] ?? outside);
    const takes = this.dice.next() < rate;
    // Uneven: some come once, some every week.
    const weight = 0.25 - Math.log(1 - this.dice.next());
    if (!takes || months === 0) return;
    uses.weights[use] = weight;
    uses.months[use] = months;
  }

  /** When users of the library joined it, and whom the campaign brought. */
  private join(uses: Uses, home: Household, person: Person, from: number, leaflet: Membership): void {
    const { dice, parameters } = this;
    const new_ = dice.chance(parameters.uses.library.newcomers!);
    const month = dice.below(MONTHS);
    const response = dice.next();
    const point = dice.next();
    uses.leaflet = OUTSIDE;
    if (uses.weights[LIBRARY] !== 0) {
      if (from > 0 || new_) {
        uses.libraryFrom = Math.max(month, from);
        uses.months[LIBRARY] = monthMask(uses.libraryFrom, MONTHS);
        if (uses.libraryFrom >= MONTHS) uses.weights[LIBRARY] = 0;
      }
      return;
    }
    const { control, treated, ...wave } = this.leaflet;
    if (!this.deprived[home.zone] || from > wave.from || this.ageOf(person) < 6) return;
    uses.leaflet = leaflet;
    if (response >= (leaflet === TREATED ? treated : control)) return;
    uses.libraryFrom = wave.from + Math.floor(point * (wave.to - wave.from));
    uses.weights[LIBRARY] = 0.8;
    uses.months[LIBRARY] = monthMask(uses.libraryFrom, MONTHS);
  }

  private learn(uses: Uses, home: Household, person: Person): void {
    const { dice, rates, students, parameters } = this;
    const { control, treated } = parameters.campaigns.music;
    const reminded = dice.chance(0.5);
    const response = dice.next();
    const musical = this.musicality(home, person);
    uses.music[0] = false;
    uses.music[1] = false;
    uses.reminder = OUTSIDE;
    if (musical === 0) return;
    students[0] += rates.music[0] * musical;
    if (students[0] >= 1) {
      students[0] -= 1;
      uses.music[0] = true;
      uses.reminder = reminded ? TREATED : CONTROL;
      uses.music[1] = response < (reminded ? treated : control);
      return;
    }
    students[1] += rates.music[1] * musical;
    if (students[1] >= 1) {
      students[1] -= 1;
      uses.music[1] = true;
    }
  }
}

/** The month of birth, from the first January on. */
export const bornIn = (person: Person, firstYear: number): number =>
  (person.birthYear - firstYear) * 12 + Math.floor((person.birthDay * 12) / 365);

/** Months from the first January on. */
export function monthOf(iso: string, firstYear: number): number {
  const date = new Date(dayOf(iso) * 86_400_000);
  return (date.getUTCFullYear() - firstYear) * 12 + date.getUTCMonth();
}

export function rateOfAge(rates: readonly [below: number, rate: number][], age: number): number {
  for (const [below, rate] of rates) if (age < below) return rate;
  return 0;
}

export function cents(euros: string): number {
  const amount = parseCents(euros);
  if (amount === null) throw new RangeError(`The demo town has an amount that is not one: ${euros}`);
  return amount;
}

const noUses = (): Uses => ({
  weights: new Float64Array(USE_COUNT),
  months: new Int32Array(USE_COUNT),
  schools: [0, 0, 0],
  libraryFrom: -1,
  leaflet: OUTSIDE,
  music: [false, false],
  reminder: OUTSIDE,
});
