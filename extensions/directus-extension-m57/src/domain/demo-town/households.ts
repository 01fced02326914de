import { HOUSEHOLD_TYPES, type HouseholdType } from '../relation/model';
import { addedUp, Dice } from './dice';
import type { ResidentsParameters } from './residents-parameters';

export interface Person {
  /** Counted through the whole town, from 0. */
  ordinal: number;
  birthYear: number;
  /** 0 to 364. */
  birthDay: number;
  female: boolean;
  adult: boolean;
}

export interface Household {
  index: number;
  /** Position among the zones; −1: they live elsewhere. */
  zone: number;
  type: HouseholdType | null;
  /** 0 to 4; 5 for non-residents, as in tariffs. */
  band: number;
  /** Month (0 to 23) in which they came; −1: they were there before. */
  arrival: number;
  people: Person[];
}

/** What is drawn for a household has a sequence of its own, so that each table can be made alone. */
export const DRAWS = { home: 1, uses: 2, interactions: 3, identities: 4, profile: 5, evidence: 6 } as const;

/** How old a parent is when the first child comes; nobody is one before this age. */
const FIRST_CHILD = 19;
/** Years in which first children come. */
const FIRST_CHILD_SPAN = 17;
const NON_RESIDENT_CHILDREN = 0.11;

/** The homes of a town one after the other; the same for the same seed and number of citizens. */
export class Homes {
  private readonly dice = new Dice();
  private readonly zones: number[] = [];
  private readonly weights: number[] = [];
  private readonly types: number[][] = [];
  private readonly bands: number[][] = [];
  private readonly ages: number[][] = [];
  private readonly elders: number[][] = [];
  private readonly children: Record<'single_parent' | 'family', number[]>;
  /** Of a household, so that the given share of citizens is reached. */
  private readonly nonResident: number;
  private readonly lastYear: number;
  private index = 0;
  private ordinal = 0;

  constructor(
    private readonly parameters: ResidentsParameters,
    private readonly seed: number,
    private readonly citizens: number,
  ) {
    const { households } = parameters;
    this.lastYear = parameters.years.at(-1)!;
    this.children = {
      single_parent: addedUp(households.children.single_parent),
      family: addedUp(households.children.family),
    };
    const sizes = [
      1,
      2,
      1 + meanCount(households.children.single_parent),
      2 + meanCount(households.children.family),
      2.7,
    ];
    let share = 0;
    let homes = 0;
    for (const [position, zone] of parameters.zones.entries()) {
      if (zone.kind !== 'iris') continue;
      const types = zone.types!;
      const size = types.reduce((sum, weight, type) => sum + weight * sizes[type]!, 0) / sum(types);
      homes += zone.share! / size;
      share += zone.share!;
      this.zones.push(position);
      this.weights.push(homes);
      this.types.push(addedUp(types));
      this.bands.push(addedUp(zone.bands!));
      this.ages.push(addedUp(zone.ages!));
      this.elders.push(addedUp(zone.elders!));
    }
    const outside = households.nonResidents;
    this.nonResident = outside / (outside + ((1 - outside) * homes) / share);
  }

  /** Null after the last. The last home has no more people than are left. */
  next(): Household | null {
    const left = this.citizens - this.ordinal;
    if (left <= 0) return null;
    const dice = this.dice.start(this.seed, this.index, DRAWS.home);
    const household = dice.chance(this.nonResident) ? this.outsider() : this.home();
    if (household.people.length > left) {
      household.people.length = left;
      household.type = typeOf(household.people);
    }
    this.index += 1;
    this.ordinal += household.people.length;
    return household;
  }

  private outsider(): Household {
    const { dice } = this;
    const child = dice.chance(NON_RESIDENT_CHILDREN);
    const age = child ? 3 + dice.below(9) : 20 + dice.below(55);
    const people = [this.person(age, !child, dice.chance(0.5))];
    return { index: this.index, zone: -1, type: null, band: 5, arrival: -1, people };
  }

  private home(): Household {
    const { dice, parameters } = this;
    const place = dice.pick(this.weights);
    const type = HOUSEHOLD_TYPES[dice.pick(this.types[place]!)]!;
    let band = dice.pick(this.bands[place]!);
    // One income for several people.
    if (type === 'single_parent' && band > 0 && dice.chance(0.35)) band -= 1;
    const arrival = dice.chance(parameters.households.newcomers) ? dice.below(24) : -1;
    return {
      index: this.index,
      zone: this.zones[place]!,
      type,
      band,
      arrival,
      people: this.peopleOf(type, place),
    };
  }

  private peopleOf(type: HouseholdType, place: number): Person[] {
    const { dice } = this;
    if (type === 'single') return [this.person(this.adultAge(this.ages[place]!), true, dice.chance(0.54))];
    if (type === 'couple') return this.pair(this.adultAge(this.elders[place]!));
    if (type === 'other') return this.others();

    const { childhood } = this.parameters.households;
    const count = dice.pick(this.children[type]) + 1;
    // The youngest child is more often small: its elders are counted from it.
    const ages = [Math.floor(childhood * dice.next() ** 1.35)];
    while (ages.length < count) {
      const next = ages.at(-1)! + 1 + dice.below(4);
      if (next >= childhood) break;
      ages.push(next);
    }
    const eldest = ages.at(-1)!;
    const parent = eldest + FIRST_CHILD + Math.floor((FIRST_CHILD_SPAN * (dice.next() + dice.next())) / 2);
    const parents =
      type === 'family'
        ? this.pair(parent, eldest + FIRST_CHILD)
        : [this.person(parent, true, dice.chance(0.82))];
    for (const age of ages.reverse())
      parents.push(this.person(age, false, dice.chance(0.49), parents.length));
    return parents;
  }

  /** People who share a flat, or an adult child and a parent. */
  private others(): Person[] {
    const { dice } = this;
    if (dice.chance(0.5)) {
      const parent = 50 + dice.below(38);
      const child = Math.max(18, parent - 22 - dice.below(14));
      return [this.person(parent, true, dice.chance(0.6)), this.person(child, true, dice.chance(0.45), 1)];
    }
    const age = 18 + dice.below(14);
    return Array.from({ length: 2 + dice.below(3) }, (_, position) =>
      this.person(age + dice.below(5), true, dice.chance(0.5), position),
    );
  }

  private pair(age: number, youngest = FIRST_CHILD): Person[] {
    const { dice } = this;
    const other = Math.max(youngest, age + dice.below(6) + dice.below(5) - 3);
    const female = dice.chance(0.96);
    return [this.person(age, true, true), this.person(other, true, !female, 1)];
  }

  private adultAge(weights: readonly number[]): number {
    const { dice } = this;
    const part = dice.pick(weights);
    if (part === 0) return 19 + dice.below(12);
    if (part === 1) return 31 + dice.below(34);
    return 65 + Math.min(dice.below(30), dice.below(36));
  }

  /** `age` is that of the last year. */
  private person(age: number, adult: boolean, female: boolean, position = 0): Person {
    return {
      ordinal: this.ordinal + position,
      birthYear: this.lastYear - age,
      birthDay: this.dice.below(365),
      female,
      adult,
    };
  }
}

/** Of the home that the end of the town cut. */
function typeOf(people: readonly Person[]): HouseholdType {
  const adults = people.filter(({ adult }) => adult).length;
  if (people.length === 1) return 'single';
  if (adults === people.length) return 'couple';
  return adults === 1 ? 'single_parent' : 'family';
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
const meanCount = (weights: readonly number[]) =>
  weights.reduce((total, weight, index) => total + weight * (index + 1), 0) / sum(weights);
