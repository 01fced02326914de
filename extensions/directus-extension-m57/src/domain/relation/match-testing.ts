import { seededRandom } from '../demo-town/random';
import { matchPerson, prepare, type Candidate } from './match';
import { keysOf } from './normalise';
import type { IncomingPerson } from './row';

/**
 * What tests and benches of matching share: a town whose families, twins and namesakes are known, its residents written
 * again as other software would, and what a matching made of them. Nothing here uses the code under test, but for
 * `matchInMemory`.
 */

export interface Resident {
  /** 1, 2, 3…: the truth. */
  id: number;
  person: IncomingPerson;
}

/** How a person is told another time; `relative` and `stranger` are other people. */
export const CHANGES = [
  'same',
  'typo_last',
  'typo_first',
  'swapped',
  'accents_dropped',
  'email_changed',
  'email_changed_typo',
  'birth_missing',
  'birth_mistyped',
  'married_name',
  'second_name',
  'moved',
  // Two or three at a time; the last, of whom nothing is left to be found by, are a quarter of the others.
  'typo_both',
  'birth_missing_typo',
  'birth_missing_email_changed',
  'married_name_email_changed',
  'married_name_moved',
  'relative',
  'stranger',
] as const;
export type Change = (typeof CHANGES)[number];

export interface Arrival {
  person: IncomingPerson;
  change: Change;
  /** Id of the resident that it is; null: not one of the town. */
  truth: number | null;
}

export interface TestTown {
  residents: Resident[];
  arrivals: Arrival[];
}

const LAST_NAMES = (
  'Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefèvre Michel Garcia David ' +
  'Bertrand Roux Vincent Fournier Morel Girard André Lefebvre Mercier Dupont Lambert Bonnet François Martinez Legrand ' +
  'Garnier Faure Rousseau Blanc Guérin Muller Henry Roussel Nicolas Perrin Morin Mathieu Clément Gauthier Dumont Lopez ' +
  'Fontaine Chevalier Robin Masson Sanchez Gérard Nguyen Boyer Denis Lemaire Duval Joly Gautier Roger Roche Roy Noël ' +
  'Meyer Lucas Meunier Jean Pérez Marchand Dufour Blanchard Marie Barbier Brun Dumas Brunet Schmitt Leroux Colas ' +
  'Benali Haddad Traoré Diallo Öztürk Nowak Ferreira Da_Silva De_Villiers Le_Goff D’Almeida Van_den_Berg El_Amrani ' +
  'N’Diaye Saint-Martin Le_Gall De_la_Tour Ben_Salah O’Connor Boulanger Carpentier Vasseur Hervé Caron Picard'
).split(' ');
const FIRST_NAMES = (
  'Marie Jean Camille Léa Hugo Chloé Louis Emma Jules Inès Nathan Manon Gabriel Sarah Lucas Jade Léo Louise Raphaël ' +
  'Alice Arthur Lina Adam Rose Paul Zoé Ethan Lola Noah Julia Tom Éva Sacha Anna Mathis Clara Théo Juliette Maxime ' +
  'Margaux Antoine Élise Thomas Pauline Alexandre Mathilde Nicolas Charlotte Pierre Aurélie François Sylvie Michel ' +
  'Catherine Philippe Nathalie Alain Isabelle Christophe Sandrine Stéphane Valérie Frédéric Céline Jérôme Karine ' +
  'Mohamed Fatima Karim Amina Yanis Samira Rachid Nadia Mehdi Leïla Jean-Pierre Marie-Claire Anne-Sophie Jean-Luc ' +
  'Mamadou Aïcha Ousmane Awa Kévin Mélanie Sébastien Émilie Benoît Hélène Guillaume Agnès Olivier Béatrice Rémi Noémie'
).split(' ');
const STREETS = (
  'rue_de_la_Gare avenue_Jean_Jaurès place_du_Marché rue_des_Lilas boulevard_Victor_Hugo impasse_des_Tilleuls ' +
  'chemin_du_Moulin allée_des_Pins rue_Pasteur route_de_Nîmes'
).split(' ');
const ENDINGS = ['', '', '', 'eau', 'ier', 'in', 'ard', 'et', 'on', 'aud', 'elle', 'oux'];

/**
 * A town of about so many residents, and people who arrive: half of them residents, each told in one of the ways of
 * CHANGES; the others their relatives who are not residents yet (twins, spouses and children under the same e-mail, phone
 * and address) and strangers, namesakes among them. The same for the same seed.
 */
export function makeTestTown(size: number, arriving: number, seed = 1): TestTown {
  const random = seededRandom(seed);
  const below = (count: number) => Math.floor(random() * count);
  const one = <T>(list: readonly T[]) => list[below(list.length)]!;
  // As many different names as a town has: a common one in a hundred families, a rare one in a few.
  const lastName = () => {
    const name = one(LAST_NAMES).replaceAll('_', ' ');
    return random() < 0.3 ? name : `${name.slice(0, -1)}${one('aeiourlnst'.split(''))}${one(ENDINGS)}`;
  };
  const phone = () =>
    `0${6 + below(2)} ${String(10_000_000 + below(89_999_999)).replace(/(..)(?=.)/g, '$1 ')}`;
  const date = (from: number, to: number) => {
    const time = Date.UTC(from, 0, 1) + below(Date.UTC(to, 11, 31) - Date.UTC(from, 0, 1));
    return new Date(time).toISOString().slice(0, 10);
  };
  let emails = 0;
  const email = (first: string, last: string) =>
    `${plain(first)}.${plain(last)}${(emails += 1)}@${one(['exemple.fr', 'courriel.example', 'boite.example'])}`;
  const someone = (
    last_name: string,
    first_name: string,
    birth_date: string,
    home: Partial<IncomingPerson>,
  ) => ({
    ...{ person_key: null, zone: null, household: null, household_size: null, household_type: null },
    ...{ quotient_band: null, email: null, phone: null, address: null, postcode: null, city: null },
    ...{ last_name, first_name, birth_date, birth_year: Number(birth_date.slice(0, 4)) },
    ...home,
  });
  const family = (): IncomingPerson[] => {
    const last = lastName();
    const address = `${1 + below(150)} ${one(STREETS).replaceAll('_', ' ')}`;
    const home = { address, postcode: one(['34000', '34070', '34080']), city: 'Ville-Démo' };
    const adults = random() < 0.6 ? 2 : 1;
    const members = Array.from({ length: adults }, (_, at) => {
      const name = at === 0 || random() < 0.7 ? last : lastName();
      const first = one(FIRST_NAMES);
      return someone(name, first, date(1945, 2003), { ...home, email: email(first, name), phone: phone() });
    });
    // Children are told with the e-mail and the phone of a parent.
    const { email: shared, phone: parents } = members[0]!;
    for (let children = below(4); children > 0; children -= 1) {
      const born = date(2006, 2021);
      const rest = { ...home, email: shared, phone: parents };
      const first = one(FIRST_NAMES);
      members.push(someone(last, first, born, rest));
      if (random() < 0.05) {
        let twin = one(FIRST_NAMES);
        while (twin === first) twin = one(FIRST_NAMES);
        members.push(someone(last, twin, born, rest));
      }
    }
    return members;
  };

  const residents: Resident[] = [];
  const absent: IncomingPerson[] = [];
  while (residents.length < size)
    for (const person of family())
      if (random() < 0.1) absent.push(person);
      else residents.push({ id: residents.length + 1, person });

  const typo = (text: string) => {
    const at = below(text.length);
    const letter = one('aeinorstlm'.split(''));
    const swap = at + 1 < text.length && text[at] !== text[at + 1];
    const kind = below(4);
    if (kind === 0 && swap) return text.slice(0, at) + text[at + 1]! + text[at]! + text.slice(at + 2);
    if (kind === 1 && text.length > 3) return text.slice(0, at) + text.slice(at + 1);
    if (kind === 2) return text.slice(0, at) + letter + text.slice(at);
    return text.slice(0, at) + letter + text.slice(at + 1);
  };
  const told = (person: IncomingPerson, change: Change): IncomingPerson => {
    const last = person.last_name!;
    const first = person.first_name!;
    const other = { email: email(first, last), phone: null };
    switch (change) {
      case 'typo_last':
        return { ...person, last_name: typo(last) };
      case 'typo_first':
        return { ...person, first_name: typo(first) };
      case 'swapped':
        return { ...person, last_name: first, first_name: last.toUpperCase(), email: null };
      case 'accents_dropped':
        return {
          ...person,
          last_name: plain(last, ' ').toUpperCase(),
          first_name: plain(first, ' '),
          ...other,
        };
      case 'email_changed':
        return { ...person, ...other };
      case 'email_changed_typo':
        return {
          ...person,
          ...other,
          ...(random() < 0.5 ? { last_name: typo(last) } : { first_name: typo(first) }),
        };
      case 'birth_missing':
        return { ...person, birth_date: null, birth_year: null, address: null };
      case 'birth_mistyped': {
        const [year, month, day] = person.birth_date!.split('-') as [string, string, string];
        const swapped = Number(day) <= 12 && day !== month;
        const birth_date = swapped
          ? `${year}-${day}-${month}`
          : `${year.slice(0, 3)}${(Number(year[3]) + 1) % 10}-${month}-${day}`;
        return { ...person, ...other, birth_date, birth_year: Number(birth_date.slice(0, 4)) };
      }
      case 'married_name':
        return { ...person, last_name: lastName() };
      case 'second_name':
        return { ...person, first_name: `${first} ${one(FIRST_NAMES)}`, phone: null };
      case 'moved':
        return { ...person, ...other, address: `${below(90)} rue Neuve`, postcode: '30000' };
      case 'typo_both':
        return { ...person, last_name: typo(last), first_name: typo(first) };
      case 'birth_missing_typo':
        return { ...person, last_name: typo(last), birth_date: null, birth_year: null, phone: null };
      case 'birth_missing_email_changed':
        return { ...person, ...other, birth_date: null, birth_year: null };
      case 'married_name_email_changed':
        return { ...person, ...other, last_name: lastName() };
      case 'married_name_moved':
        return {
          ...person,
          ...other,
          last_name: lastName(),
          address: `${below(90)} rue Neuve`,
          postcode: '30000',
        };
      default:
        return { ...person };
    }
  };
  const arrivals = Array.from({ length: arriving }, (): Arrival => {
    const change =
      random() < 0.5 ? CHANGES[below(CHANGES.length - 2)]! : random() < 0.5 ? 'relative' : 'stranger';
    if (change === 'relative' && absent.length > 0)
      return { person: told(absent.splice(below(absent.length), 1)[0]!, 'same'), change, truth: null };
    if (change === 'stranger' || change === 'relative')
      return { person: one(family()), change: 'stranger', truth: null };
    const { id, person } = one(residents);
    const often = change === 'married_name_moved' && random() < 0.75 ? 'same' : change;
    return { person: told(person, often), change: often, truth: id };
  });
  return { residents, arrivals };
}

const plain = (text: string, between = '') =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z]+/g, between)
    .trim();

/** What a matching answered for an arrival: ids of residents. */
export interface Answer {
  verdict: 'certain' | 'probable' | 'new';
  citizens: number[];
}

export interface MatchQuality {
  /** Certain answers that are right, of all certain ones. */
  precision: number;
  /** Residents found, as certain or among the probable ones, of all who came again… */
  recall: number;
  /** …and as certain. */
  recall_certain: number;
  /** Of those who are not residents, how many people have to look at. */
  needless_reviews: number;
  certain: number;
  wrong: Arrival[];
  missed: Arrival[];
  /** By how they are told, of residents: found of all. */
  found: Partial<Record<Change, [found: number, all: number]>>;
}

export function qualityOf(arrivals: readonly Arrival[], answers: readonly Answer[]): MatchQuality {
  const wrong: Arrival[] = [];
  const missed: Arrival[] = [];
  const found: MatchQuality['found'] = {};
  const count = { certain: 0, right: 0, residents: 0, found: 0, others: 0, reviews: 0 };
  arrivals.forEach((arrival, at) => {
    const { verdict, citizens } = answers[at]!;
    const isRight = arrival.truth !== null && citizens.includes(arrival.truth);
    if (verdict === 'certain') {
      count.certain += 1;
      if (!isRight) wrong.push(arrival);
      else count.right += 1;
    }
    if (arrival.truth === null) {
      count.others += 1;
      if (verdict === 'probable') count.reviews += 1;
      return;
    }
    count.residents += 1;
    const tally = (found[arrival.change] ??= [0, 0]);
    tally[1] += 1;
    if (isRight) [tally[0], count.found] = [tally[0] + 1, count.found + 1];
    else missed.push(arrival);
  });
  return {
    precision: count.certain === 0 ? 1 : count.right / count.certain,
    recall: count.found / count.residents,
    recall_certain: count.right / count.residents,
    needless_reviews: count.reviews / count.others,
    certain: count.certain,
    wrong,
    missed,
    found,
  };
}

/** Matches arrivals with residents as a server does: candidates by equality of one of the five keys. */
export function matchInMemory({ residents, arrivals }: TestTown): { answers: Answer[]; candidates: number } {
  const KEYS = ['email_key', 'phone_key', 'name_key', 'sound_key', 'birth_key'] as const;
  const index = new Map<string, Candidate[]>();
  for (const { id, person } of residents) {
    const keys = keysOf(person);
    const candidate = { citizen: id, same_source_key: false, ...person, ...keys };
    for (const key of KEYS) {
      if (keys[key] === null) continue;
      const name = `${key} ${keys[key]}`;
      const list = index.get(name);
      if (list) list.push(candidate);
      else index.set(name, [candidate]);
    }
  }
  let candidates = 0;
  const answers = arrivals.map(({ person }): Answer => {
    const prepared = prepare(person);
    const found = new Set(
      KEYS.flatMap((key) => (prepared[key] === null ? [] : (index.get(`${key} ${prepared[key]}`) ?? []))),
    );
    candidates += found.size;
    const { verdict, matches } = matchPerson(prepared, [...found]);
    return { verdict, citizens: matches.map(({ citizen }) => citizen) };
  });
  return { answers, candidates };
}
