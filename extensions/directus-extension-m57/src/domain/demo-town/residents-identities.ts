import { addedUp, Dice } from './dice';
import { DRAWS, type Household, type Person } from './households';
import type { NameLists, ResidentsParameters, WeightedNames } from './residents-parameters';
import { IDENTITY_CHANGES, type IdentityChange, type IdentityRow } from './residents-rows';

/** The numbers that the regulator (ARCEP) keeps for fiction: ten thousand each, so that large towns share them. */
const FICTIONAL_PHONES = ['06 39 98', '01 99 00', '02 61 91', '03 53 01', '04 65 71', '05 36 49'];
const NUMBERS = 10_000;
/** Without a divisor in common with all numbers, so that neighbours have numbers far apart, and each a different one. */
const PHONE_STEP = 7_919;

type Who = Omit<IdentityRow, 'id' | 'citizen'>;
interface Draw {
  names: string[];
  cumulative: number[];
}

/** Names and contacts of the people of a home. All of it is made up; addresses and numbers can reach nobody. */
export class IdentityMaker {
  private readonly dice = new Dice();
  private readonly last: Draw;
  private readonly first: Record<'female' | 'male', Draw[]>;
  private readonly year: number;

  constructor(
    private readonly parameters: ResidentsParameters,
    private readonly lists: NameLists,
    private readonly seed: number,
  ) {
    this.last = drawOf(lists.last);
    this.first = { female: lists.first.female.map(drawOf), male: lists.first.male.map(drawOf) };
    this.year = parameters.years.at(-1)!;
  }

  of(home: Household): Who[] {
    const dice = this.dice.start(this.seed, home.index, DRAWS.identities);
    const { city, neighbours } = this.parameters;
    const family = this.name(this.last);
    const second = this.name(this.last);
    // Children bear one name, or both.
    const children = dice.chance(0.09) && !/[ -]/.test(family + second) ? `${family}-${second}` : family;
    const elsewhere = neighbours[dice.below(neighbours.length)]!;
    const number = 1 + dice.below(140);
    const address = `${number}${dice.chance(0.06) ? ' bis' : ''} ${this.lists.streets[dice.below(this.lists.streets.length)]!}`;
    const [town, postcode] = home.zone < 0 ? elsewhere : [city.name, city.postcode];
    let shared: string | null = null;
    return home.people.map((person, position) => {
      const kin = home.type !== 'other' || position === 0;
      const same = position === 0 || dice.chance(0.66);
      const last = !kin ? this.name(this.last) : !person.adult ? children : same ? family : second;
      const first = this.firstName(person);
      const age = this.year - person.birthYear;
      const online = dice.chance(age < 60 ? 0.9 : age < 75 ? 0.66 : 0.35);
      const email = person.adult && online ? this.email(first, last, person) : null;
      const phone = person.adult && dice.chance(0.88) ? phoneOf(person.ordinal) : null;
      shared ??= email;
      return {
        last_name: last,
        first_name: first,
        birth_date: birthDate(person),
        // The portal knows a child by the address of a parent.
        email: person.adult ? email : shared,
        phone,
        address,
        postcode,
        city: town,
      };
    });
  }

  /** The second record of a person: one or two things are not as in the first. */
  again(who: Who, ordinal: number): { who: Who; changes: IdentityChange[] } {
    const dice = this.dice.start(this.seed, ordinal, DRAWS.identities + 100);
    const changes: IdentityChange[] = [];
    const wanted = dice.chance(0.35) ? 2 : 1;
    const changed = { ...who };
    for (let tries = 0; changes.length < wanted && tries < 20; tries += 1) {
      const change = IDENTITY_CHANGES[dice.below(IDENTITY_CHANGES.length)]!;
      if (!changes.includes(change) && this.change(changed, change, ordinal)) changes.push(change);
    }
    return { who: changed, changes };
  }

  /** False where there is nothing to change. */
  private change(who: Who, change: IdentityChange, ordinal: number): boolean {
    const { last_name, first_name } = who;
    switch (change) {
      case 'typo': {
        // Two letters that changed places.
        const at = 1 + this.dice.below(Math.max(1, last_name.length - 2));
        who.last_name = `${last_name.slice(0, at)}${last_name.charAt(at + 1)}${last_name.charAt(at)}${last_name.slice(at + 2)}`;
        return who.last_name !== last_name;
      }
      case 'accents_lost':
        who.last_name = plain(last_name);
        who.first_name = plain(first_name);
        return who.last_name !== last_name || who.first_name !== first_name;
      case 'hyphen_lost':
        who.last_name = last_name.replaceAll('-', ' ');
        who.first_name = first_name.replaceAll('-', ' ');
        return who.last_name !== last_name || who.first_name !== first_name;
      case 'names_swapped':
        who.last_name = first_name;
        who.first_name = last_name;
        return last_name !== first_name;
      case 'email_changed':
        if (who.email === null) return false;
        who.email = `${letters(first_name)}${letters(last_name)}${ordinal.toString(36)}@example.net`;
        return true;
      case 'phone_changed':
        if (who.phone === null) return false;
        who.phone = phoneOf(ordinal + 31_337);
        return true;
    }
  }

  private firstName({ birthYear, female }: Person): string {
    const generation = this.lists.generations.findIndex((end) => birthYear < end);
    const lists = this.first[female ? 'female' : 'male'];
    return this.name(lists[generation < 0 ? lists.length - 1 : generation]!);
  }

  private email(first: string, last: string, { ordinal }: Person): string {
    const domain = this.lists.domains[this.dice.below(this.lists.domains.length)]!;
    return `${letters(first)}.${letters(last)}.${ordinal.toString(36)}@${domain}`;
  }

  private name({ names, cumulative }: Draw): string {
    const point = this.dice.next() * cumulative.at(-1)!;
    let low = 0;
    let high = cumulative.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle]! > point) high = middle;
      else low = middle + 1;
    }
    return names[low]!;
  }
}

const drawOf = (list: WeightedNames): Draw => ({
  names: list.map(([name]) => name),
  cumulative: addedUp(list.map(([, weight]) => weight)),
});

const plainNames = new Map<string, string>();
/** Each name is stripped once; there are few. */
function plain(name: string): string {
  let text = plainNames.get(name);
  if (text === undefined) {
    text = name
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .replaceAll('œ', 'oe')
      .replaceAll('ø', 'o')
      .replaceAll('Œ', 'OE')
      .replaceAll('Ø', 'O');
    plainNames.set(name, text);
  }
  return text;
}

const letters = (name: string) =>
  plain(name)
    .toLowerCase()
    .replace(/[^a-z]/g, '');

function phoneOf(ordinal: number): string {
  const place = (ordinal * PHONE_STEP) % (NUMBERS * FICTIONAL_PHONES.length);
  const number = String(Math.floor(place / FICTIONAL_PHONES.length)).padStart(4, '0');
  return `${FICTIONAL_PHONES[place % FICTIONAL_PHONES.length]!} ${number.slice(0, 2)} ${number.slice(2)}`;
}

const MONTH_ENDS = [31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];
const two = Array.from({ length: 32 }, (_, number) => String(number).padStart(2, '0'));

/** ISO. */
export function birthDate({ birthYear, birthDay }: Person): string {
  const month = MONTH_ENDS.findIndex((end) => birthDay < end);
  return `${birthYear}-${two[month + 1]!}-${two[birthDay - (MONTH_ENDS[month - 1] ?? 0) + 1]!}`;
}
