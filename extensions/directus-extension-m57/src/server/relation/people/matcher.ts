import { groupKeyOf, matchPerson, prepare } from '../../../domain/relation/match';
import type { Candidate, Prepared, ScoredMatch } from '../../../domain/relation/match';
import type { IncomingPerson } from '../../../domain/relation/row';
import type { Database } from '../../host';
import { newPseudonym } from '../pseudonym';
import { findCandidates, KEY_COLUMNS, MOST_BY_KEY } from './candidates';

/** Persons that are looked up together. */
const BLOCK = 1_000;

/** A person of a file or batch, and who it is. */
export interface MatchedPerson {
  /** 1, 2, 3… in the order of the file: what its interactions name it by. */
  local: number;
  prepared: Prepared;
  /** The citizen that it certainly is; null: a new one. */
  citizen: number | null;
  /** Of a new one; shared by the persons of the file that are certainly one. */
  pseudonym: string | null;
  /** Whether this row makes the new citizen. */
  fresh: boolean;
}

/** A pair for the review: a person of the file, and a citizen (or, below 0, another person of the file). */
export interface Pair {
  local: number;
  match: ScoredMatch;
}

/**
 * Tells persons of one file or batch apart, and finds who they are among the citizens and among those that came before
 * in the file. What the file has told once is kept in memory: about a kilobyte for each person who is new.
 */
export class Matcher {
  readonly pairs: Pair[] = [];
  readonly counts = { certain: 0, probable: 0, new: 0 };
  private readonly byNumber = new Map<string, number>();
  private readonly byTelling = new Map<string, number>();
  private readonly newcomers = new Map<string, Candidate[]>();
  private readonly pseudonyms = new Map<number, string>();
  private waiting: { local: number; prepared: Prepared; citizen?: number }[] = [];
  private last = 0;

  constructor(
    private readonly database: Database,
    private readonly source: string,
  ) {}

  get persons(): number {
    return this.last;
  }

  /** Whether there are enough persons to be looked up together. */
  get isDue(): boolean {
    return this.waiting.length >= BLOCK;
  }

  /** The number in this file of the person that a row tells; null where it tells nobody. */
  localOf(person: IncomingPerson): number | null {
    const { person_key } = person;
    const known = person_key === null ? undefined : this.byNumber.get(person_key);
    if (known !== undefined) return known;
    const prepared = prepare(person);
    const group = groupKeyOf(prepared);
    if (group === null) return null;
    let local = this.byTelling.get(group);
    if (local === undefined) {
      this.last += 1;
      local = this.last;
      if (person_key === null) this.byTelling.set(group, local);
      else this.byNumber.set(person_key, local);
      this.waiting.push({ local, prepared });
    }
    return local;
  }

  /** The number in this file of a person who is told by their pseudonym. */
  known(citizen: number, person: IncomingPerson): number {
    const group = `citizen ${citizen}`;
    let local = this.byTelling.get(group);
    if (local === undefined) {
      this.last += 1;
      local = this.last;
      this.byTelling.set(group, local);
      this.waiting.push({ local, prepared: prepare(person), citizen });
    }
    return local;
  }

  /** Finds who the persons are that came since, when there are enough of them or `all`. */
  async match(all = false): Promise<MatchedPerson[]> {
    const matched: MatchedPerson[] = [];
    while (this.waiting.length >= BLOCK || (all && this.waiting.length > 0)) {
      const block = this.waiting.slice(0, BLOCK);
      this.waiting = this.waiting.slice(BLOCK);
      const found = await findCandidates(
        this.database,
        this.source,
        block.map(({ prepared }) => prepared),
      );
      block.forEach(({ local, prepared, citizen }, at) =>
        matched.push(
          citizen === undefined
            ? this.decide(local, prepared, found[at]!)
            : this.certain(local, prepared, { citizen }),
        ),
      );
    }
    return matched;
  }

  private decide(local: number, prepared: Prepared, known: readonly Candidate[]): MatchedPerson {
    const { verdict, matches } = matchPerson(prepared, [...known, ...this.amongNewcomers(prepared)]);
    if (verdict === 'certain') {
      const { citizen } = matches[0]!;
      const who = citizen > 0 ? { citizen } : { pseudonym: this.pseudonyms.get(-citizen)! };
      return this.certain(local, prepared, who);
    }
    this.counts[verdict] += 1;
    for (const match of matches) this.pairs.push({ local, match });
    const pseudonym = newPseudonym();
    this.pseudonyms.set(local, pseudonym);
    this.remember(local, prepared);
    return { local, prepared, citizen: null, pseudonym, fresh: true };
  }

  private certain(
    local: number,
    prepared: Prepared,
    who: Partial<Pick<MatchedPerson, 'citizen' | 'pseudonym'>>,
  ): MatchedPerson {
    this.counts.certain += 1;
    return { local, prepared, citizen: null, pseudonym: null, ...who, fresh: false };
  }

  private amongNewcomers(prepared: Prepared): Candidate[] {
    const found = new Map<number, Candidate>();
    for (const column of KEY_COLUMNS)
      if (prepared[column] !== null)
        for (const candidate of this.newcomers.get(`${column} ${prepared[column]}`) ?? [])
          found.set(candidate.citizen, candidate);
    return [...found.values()];
  }

  private remember(local: number, prepared: Prepared): void {
    const { person, email_key, phone_key, name_key } = prepared;
    const { last_name, first_name, birth_date, birth_year, address, postcode } = person;
    const candidate: Candidate = {
      citizen: -local,
      last_name,
      first_name,
      birth_date,
      birth_year,
      address,
      postcode,
      email_key,
      phone_key,
      name_key,
      same_source_key: false,
    };
    for (const column of KEY_COLUMNS) {
      if (prepared[column] === null) continue;
      const name = `${column} ${prepared[column]}`;
      const found = this.newcomers.get(name);
      if (!found) this.newcomers.set(name, [candidate]);
      else if (found.length < MOST_BY_KEY) found.push(candidate);
    }
  }
}
