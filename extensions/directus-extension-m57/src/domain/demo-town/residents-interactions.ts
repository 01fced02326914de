import type { Channel, InteractionKind } from '../relation/model';
import { dayOf, firstOfMonth, isoDay, MonthDays, weekday, type Day } from './days';
import { addedUp, Dice } from './dice';
import type { DemoFullCosts } from './full-costs';
import { DRAWS, type Household, type Person } from './households';
import {
  MONTHLY_USES,
  type AnonymousUse,
  type BandTariffs,
  type DayPattern,
  type MonthlyUse,
  type ResidentsParameters,
} from './residents-parameters';
import type { InteractionRow } from './residents-rows';
import { bornIn, cents, MONTHS, TREATED, USE_COUNT, type Rates, type Scaled, type Uses } from './uses';

const [LEISURE, NURSERY, LIBRARY] = [2, 3, 5] as const;
const DIGITAL: Channel[] = ['web', 'app', 'phone', 'email', 'desk', 'mail'];
/** By age: weights of the channels above. */
const CHANNELS_BY_AGE: [below: number, cumulative: number[]][] = [
  [35, addedUp([44, 28, 9, 9, 9, 1])],
  [65, addedUp([36, 14, 19, 15, 14, 2])],
  [130, addedUp([12, 3, 38, 7, 33, 7])],
];
const PAYMENT_CHANNELS: Channel[] = ['web', 'web', 'web', 'web', 'web', 'web', 'web', 'desk', 'desk', 'mail'];
/** What is handled in its time takes this part of it, in the middle. */
const TYPICAL_DELAY = 0.6;
const DELAY_SPREAD = 0.75;

interface MonthlyService {
  id: number;
  use: MonthlyUse;
  /** Days of the week, or the day of the bill. */
  days: DayPattern | 'bill';
  visits: boolean;
  /** Cents by year and band. */
  tariffs: number[][];
  child: number[][];
  fees: number[][];
  source: string;
}

/** A service with entries of nobody known. */
interface AnonymousService {
  id: number;
  use: AnonymousUse;
  days: DayPattern;
  /** Hundredths. */
  units: number[];
  /** Of one unit, in hundredths: nobody enters by half. */
  step: number;
}

/**
 * Makes the rows of one home after the other, then those of nobody known: what is left of the catalogue's units. Bills
 * and uses are one row a month; kind `payment` is a use that was billed, at 0 where the service is free.
 */
export class InteractionMaker {
  /** Taken away by who reads them. */
  readonly rows: InteractionRow[] = [];
  private readonly dice = new Dice();
  private readonly days: MonthDays;
  private readonly monthly: MonthlyService[];
  private readonly music: { id: number; tariffs: number[][]; from: Day; until: Day };
  private readonly leaflet: { from: Day; until: Day };
  private readonly schools: [number, number];
  private readonly civil: { id: number; mean: number; months: number[] };
  private readonly planning: { id: number; mean: number; months: number[]; weights: number[] };
  private readonly requests: { id: number; months: number[] }[];
  private readonly requestWeights: number[];
  private readonly complaints: number[];
  private readonly complaintWeights: number[];
  private readonly events: number[];
  private readonly eventWeights: number[];
  private readonly eventMonths: number[];
  private readonly consultations: { id: number; from: Day; to: Day }[];
  private readonly consultationWeights: number[];
  private readonly anonymous: AnonymousService[];
  /** Units of people known, in hundredths, by service and month. */
  private readonly known = new Map<number, Float64Array>();
  private readonly firstYear: number;
  private readonly end: Day;
  private readonly today: Day;
  private count = 0;

  constructor(
    private readonly parameters: ResidentsParameters,
    catalogue: DemoFullCosts,
    private readonly options: {
      seed: number;
      today: string;
      service: (name: string) => number;
      firstInteraction: number;
    },
    scaled: Scaled,
    private readonly rates: Rates,
  ) {
    const { service, today } = options;
    const { years, campaigns, counters } = parameters;
    this.firstYear = years[0]!;
    this.end = firstOfMonth(this.firstYear, MONTHS) - 1;
    this.today = dayOf(today);
    if (!(this.today >= this.end))
      throw new RangeError(`The demo town lives until ${isoDay(this.end)}, not ${today}`);
    this.days = new MonthDays(parameters);
    const inCents = (tariffs: BandTariffs | undefined) =>
      years.map((year) => (tariffs?.[year] ?? []).map(cents));
    this.monthly = MONTHLY_USES.map((name) => {
      const use = parameters.uses[name];
      const published = years.map((year) =>
        (catalogue.tariffs[use.service]?.[year] ?? []).map(([, tariff]) => cents(tariff)),
      );
      return {
        id: service(use.service),
        use,
        days: name === 'pool' || name === 'library' ? name : 'bill',
        visits: !use.weights,
        tariffs: published[0]!.length ? published : inCents(use.tariffs),
        child: inCents(use.child),
        fees: inCents(use.fees),
        source: use.source,
      };
    });
    const { music } = campaigns;
    this.music = {
      id: service(parameters.music.service),
      tariffs: inCents(parameters.music.tariffs),
      from: dayOf(music.sent_on),
      until: dayOf(music.until),
    };
    this.leaflet = { from: dayOf(campaigns.library.sent_on), until: dayOf(campaigns.library.until) };
    this.schools = [service(parameters.schools.nursery_school), service(parameters.schools.primary_school)];

    const people = parameters.basis * scaled.scale;
    const monthsOf = (name: string) =>
      Array.from({ length: MONTHS }, (_, month) => scaled.units(name, month));
    const { civil, planning, halls } = counters;
    const acts = monthsOf(civil.service);
    this.civil = {
      id: service(civil.service),
      mean: ((sum(acts) / 100) * civil.identified) / people,
      months: addedUp(acts),
    };
    const files = monthsOf(planning.service);
    const weights = planning.files.map(([, , weight]) => weight);
    const meanFile =
      planning.files.reduce((total, [, units, weight]) => total + units * weight, 0) / sum(weights);
    this.planning = {
      id: service(planning.service),
      // Of an adult of a middle band; about four citizens in five are adults.
      mean: ((sum(files) / 100) * planning.identified) / meanFile / people,
      months: addedUp(files),
      weights: addedUp(weights),
    };
    const { requests, complaints, events, consultations } = parameters;
    const twice = (months: readonly number[]) => addedUp([...months, ...months]);
    this.requests = requests.services.map((each) => ({
      id: service(each.service),
      months: twice(each.months),
    }));
    this.requestWeights = addedUp(requests.services.map(({ weight }) => weight));
    this.complaints = complaints.services.map(([name]) => service(name));
    this.complaintWeights = addedUp(complaints.services.map(([, weight]) => weight));
    this.events = events.services.map(([name]) => service(name));
    this.eventWeights = addedUp(events.services.map(([, weight]) => weight));
    this.eventMonths = twice(events.months);
    this.consultations = consultations.list.map(({ service: name, from, to }) => ({
      id: service(name),
      from: dayOf(from),
      to: dayOf(to),
    }));
    this.consultationWeights = addedUp(consultations.list.map(({ weight }) => weight));

    const nobody = (name: string, use: AnonymousUse, days: DayPattern, step = 100): AnonymousService => ({
      id: service(name),
      use,
      days,
      units: monthsOf(name),
      step,
    });
    this.anonymous = [
      ...MONTHLY_USES.map((name) => {
        const use = parameters.uses[name];
        const days = name === 'pool' || name === 'library' ? name : 'office';
        return nobody(use.service, use.anonymous, days);
      }),
      nobody(civil.service, civil.anonymous, 'office'),
      nobody(planning.service, planning.anonymous, 'office', 10),
      nobody(halls.service, halls.anonymous, 'any'),
    ];
    for (const { id } of this.anonymous) this.known.set(id, new Float64Array(MONTHS));
  }

  /** `citizenOf` tells which record of a person a source knows. */
  home(home: Household, uses: readonly Uses[], citizenOf: CitizenOf): void {
    this.dice.start(this.options.seed, home.index, DRAWS.interactions);
    for (const [position, person] of home.people.entries()) {
      const used = uses[position]!;
      this.schooling(home, person, used, citizenOf);
      for (let use = 0; use < USE_COUNT; use += 1)
        if (used.weights[use] !== 0) this.monthlyUse(use, home, person, used, citizenOf);
      if (used.weights[LIBRARY] !== 0) this.membership(home, person, used, citizenOf);
      if (used.music[0] || used.music[1]) this.learning(home, person, used, citizenOf);
      this.papers(home, person, citizenOf);
      if (person.adult) this.townLife(home, person, citizenOf);
    }
  }

  private schooling(home: Household, person: Person, uses: Uses, citizenOf: CitizenOf): void {
    const { source } = this.parameters.uses.canteen;
    for (let year = 1; year <= 2; year += 1) {
      const school = uses.schools[year as 1 | 2];
      if (school === 0) continue;
      const september = year === 1 ? 8 : 20;
      if (Math.max(home.arrival, bornIn(person, this.firstYear)) >= september) continue;
      const row = this.add(
        citizenOf(person.ordinal, source),
        this.schools[school - 1]!,
        uses.schools[year - 1] === school && home.arrival < september - 12 ? 'renewal' : 'registration',
        this.days.draw('office', september, this.dice),
        source,
      );
      row.units = 100;
      row.channel = this.dice.chance(0.7) ? 'web' : 'desk';
    }
  }

  private monthlyUse(use: number, home: Household, person: Person, uses: Uses, citizenOf: CitizenOf): void {
    const { dice } = this;
    const service = this.monthly[use]!;
    const { id, visits, source, tariffs, child, days } = service;
    const citizen = citizenOf(person.ordinal, source);
    const known = this.known.get(id)!;
    const weight = uses.weights[use]!;
    const mask = uses.months[use]!;
    for (let month = 0; month < MONTHS; month += 1) {
      if ((mask & (1 << month)) === 0) continue;
      const mean = (this.rates.units[use * MONTHS + month]! * weight) / 100;
      if (mean === 0) continue;
      const count = visits
        ? dice.poisson(mean)
        : Math.floor(mean * (0.92 + 0.16 * dice.next()) + dice.next());
      if (count === 0) continue;
      const year = month < 12 ? 0 : 1;
      const young = child[year]!.length > 0 && this.firstYear + year - person.birthYear < 16;
      const tariff = (young ? child : tariffs)[year]![home.band] ?? 0;
      const row = this.add(citizen, id, 'payment', this.days.draw(days, month, dice), source);
      row.units = count * 100;
      row.amount = count * tariff;
      row.channel = visits ? 'on_site' : PAYMENT_CHANNELS[dice.below(10)]!;
      known[month]! += count * 100;
    }
    if (use <= LEISURE) this.signUp(service, home, mask, citizen);
    else if (use === NURSERY) {
      const first = firstMonth(mask);
      if (first > 0) {
        const row = this.add(citizen, id, 'registration', this.days.draw('office', first, dice), source);
        row.channel = 'desk';
      }
    }
    this.survey(service, mask, citizen);
  }

  /** Each school year, before it begins. */
  private signUp({ id, source }: MonthlyService, home: Household, mask: number, citizen: number): void {
    for (let year = 1; year <= 2; year += 1) {
      const september = year === 1 ? 8 : 20;
      if ((mask & (1 << september)) === 0) continue;
      const before = (mask & (1 << (september - 3))) !== 0 && home.arrival < september - 3;
      // Half of them as soon as the portal opens.
      const month = before && this.dice.chance(0.5) ? september - 2 : september;
      const day = this.days.draw('office', month, this.dice);
      const row = this.add(citizen, id, before ? 'renewal' : 'registration', day, source);
      row.channel = PAYMENT_CHANNELS[this.dice.below(10)]!;
    }
  }

  private survey({ id }: MonthlyService, mask: number, citizen: number): void {
    const { surveys } = this.parameters;
    for (let year = 0; year < 2; year += 1) {
      if (!this.dice.chance(surveys.rate)) continue;
      const month = year * 12 + surveys.months[this.dice.below(surveys.months.length)]!;
      if ((mask & (1 << month)) === 0) continue;
      const day = this.days.draw('office', month, this.dice);
      const row = this.add(citizen, id, 'satisfaction', day, surveys.source);
      row.score = clampScore(surveys.mean + this.dice.normal());
      row.channel = 'web';
    }
  }

  /** A year at the library costs a fee; most come back for another. */
  private membership(home: Household, person: Person, uses: Uses, citizenOf: CitizenOf): void {
    const { dice, parameters } = this;
    const { id, source, fees, use } = this.monthly[LIBRARY]!;
    const citizen = citizenOf(person.ordinal, source);
    const { code, named } = parameters.campaigns.library;
    const joined = uses.libraryFrom >= 0;
    for (let month = joined ? uses.libraryFrom : dice.below(12); month < MONTHS; month += 12) {
      const first = joined && month === uses.libraryFrom;
      if (!first && !dice.chance(0.85)) return;
      const day = this.days.draw('library', month, dice);
      // The leaflet came on the first Monday of its month.
      const brought = first && uses.leaflet !== 0;
      const row = this.add(
        citizen,
        id,
        first ? 'registration' : 'renewal',
        brought ? Math.max(day, this.leaflet.from) : day,
        source,
      );
      const year = month < 12 ? 0 : 1;
      const pays = this.firstYear + year - person.birthYear >= use.feesFrom!;
      row.amount = pays ? fees[year]![home.band]! : 0;
      row.channel = 'on_site';
      if (brought && uses.leaflet === TREATED && dice.chance(named)) row.campaign = code;
    }
  }

  private learning(home: Household, person: Person, uses: Uses, citizenOf: CitizenOf): void {
    const { dice, parameters } = this;
    const { id, tariffs, from, until } = this.music;
    const { source, former } = parameters.music;
    const { code, named } = parameters.campaigns.music;
    const citizen = citizenOf(person.ordinal, source);
    for (let year = 0; year < 2; year += 1) {
      if (!uses.music[year as 0 | 1]) continue;
      const again = year === 1 ? uses.music[0] : dice.chance(former);
      // Those who were there before sign up again from June on, the others in September.
      const span = again && year === 1 ? until - from : 60;
      const start = year === 1 ? from : firstOfMonth(this.firstYear, 8) - 45;
      const late = firstOfMonth(this.firstYear, 8 + 12 * year) + dice.below(28);
      const day = workday(again ? start + Math.floor(span * dice.next() ** 1.5) : late);
      const row = this.add(citizen, id, again ? 'renewal' : 'registration', day, source);
      row.units = 100;
      row.channel = this.channel(person);
      if (year === 1 && again && uses.reminder === TREATED && dice.chance(named)) row.campaign = code;
      // The price of the year, in three parts.
      const third = Math.round((tariffs[year]![home.band] ?? 0) / 3);
      for (let term = 0; term < 3; term += 1) {
        const month = 12 * year + 9 + term;
        const paid = this.add(citizen, id, 'payment', this.days.draw('bill', month, dice), source);
        paid.amount = third;
        paid.channel = PAYMENT_CHANNELS[dice.below(10)]!;
      }
    }
  }

  /** Identity papers and civil acts; planning files of owners. */
  private papers(home: Household, person: Person, citizenOf: CitizenOf): void {
    const { dice, parameters } = this;
    const { civil, planning } = parameters.counters;
    for (let left = dice.poisson(this.civil.mean); left > 0; left -= 1) {
      const month = dice.pick(this.civil.months);
      if (month <= Math.max(home.arrival, bornIn(person, this.firstYear))) continue;
      const row = this.request(
        citizenOf(person.ordinal, civil.source),
        this.civil.id,
        this.days.draw('office', month, dice),
        civil.days,
        civil.source,
      );
      row.units = 100;
      row.amount = 0;
      row.subject = civil.subjects[dice.below(civil.subjects.length)]!;
      row.channel = dice.chance(0.8) ? 'desk' : 'web';
      this.known.get(this.civil.id)![month]! += 100;
    }
    if (!person.adult || home.zone < 0) return;
    const owner = [0.3, 0.8, 1.6, 2.5, 3.4][home.band]!;
    for (let left = dice.poisson(this.planning.mean * owner); left > 0; left -= 1) {
      const month = dice.pick(this.planning.months);
      if (month <= home.arrival) continue;
      const [label, units, , days] = planning.files[dice.pick(this.planning.weights)]!;
      const day = this.days.draw('office', month, dice);
      const row = this.request(
        citizenOf(person.ordinal, planning.source),
        this.planning.id,
        day,
        days,
        planning.source,
      );
      row.units = Math.round(units * 100);
      row.amount = 0;
      row.subject = label;
      row.channel = dice.chance(0.65) ? 'web' : 'desk';
      this.known.get(this.planning.id)![month]! += row.units;
    }
  }

  private townLife(home: Household, person: Person, citizenOf: CitizenOf): void {
    const { dice, parameters } = this;
    const { requests, complaints, events, consultations } = parameters;
    const age = this.firstYear - person.birthYear;
    // A few take part in everything.
    const engaged = -Math.log(1 - dice.next()) * (home.zone < 0 ? 0.3 : 1);
    const known = home.zone < 0 ? 0.25 : 1;

    for (let left = dice.poisson(requests.perAdult * known); left > 0; left -= 1) {
      const which = dice.pick(this.requestWeights);
      const { id, months } = this.requests[which]!;
      const month = dice.pick(months);
      if (month <= home.arrival) continue;
      const { days, subjects } = requests.services[which]!;
      const day = this.days.draw('any', month, dice);
      const row = this.request(citizenOf(person.ordinal, requests.source), id, day, days, requests.source);
      row.subject = subjects[dice.below(subjects.length)]!;
      row.channel = this.channel(person);
    }
    // Those who live in worse conditions complain more.
    for (
      let left = dice.poisson(complaints.perAdult * known * [1.5, 1.25, 1, 0.85, 0.75, 0.5][home.band]!);
      left > 0;
      left -= 1
    ) {
      const id = this.complaints[dice.pick(this.complaintWeights)]!;
      const month = dice.below(MONTHS);
      if (month <= home.arrival) continue;
      const day = this.days.draw('any', month, dice);
      const row = this.request(
        citizenOf(person.ordinal, complaints.source),
        id,
        day,
        complaints.days,
        complaints.source,
        'complaint',
      );
      row.subject = complaints.subject;
      row.channel = this.channel(person);
    }
    for (let left = dice.poisson(events.perAdult * engaged); left > 0; left -= 1) {
      const id = this.events[dice.pick(this.eventWeights)]!;
      const month = dice.pick(this.eventMonths);
      if (month <= home.arrival) continue;
      const day = this.days.draw('outing', month, dice);
      const row = this.add(citizenOf(person.ordinal, events.source), id, 'event', day, events.source);
      row.channel = age < 50 ? 'web' : 'on_site';
    }
    for (let left = dice.poisson(consultations.perAdult * engaged); left > 0; left -= 1) {
      const { id, from, to } = this.consultations[dice.pick(this.consultationWeights)]!;
      const day = from + dice.below(to - from + 1);
      if (day < this.arrivalDay(home)) continue;
      const row = this.add(
        citizenOf(person.ordinal, consultations.source),
        id,
        'consultation',
        day,
        consultations.source,
      );
      row.channel = 'web';
    }
  }

  /** Something that is to be handled in so many days; and perhaps an answer about how it went. */
  private request(
    citizen: number,
    service: number,
    day: Day,
    days: number,
    source: string,
    kind: 'request' | 'complaint' = 'request',
  ): InteractionRow {
    const { dice } = this;
    const { forgotten, answers } = this.parameters.requests;
    const row = this.add(citizen, service, kind, day, source);
    row.due_on = isoDay(day + days);
    const taken = TYPICAL_DELAY * Math.exp(DELAY_SPREAD * dice.normal());
    const closed = day + Math.max(1, Math.round(days * taken));
    const lost = dice.chance(forgotten);
    const refused = dice.chance(0.06);
    const waiting = dice.chance(0.3);
    if (lost || closed > this.today) {
      const age = this.today - day;
      row.status = age <= 3 ? 'new' : waiting ? 'waiting' : 'in_progress';
      return row;
    }
    row.status = refused ? 'refused' : 'done';
    row.closed_on = isoDay(closed);
    if (dice.chance(answers)) {
      const answered = closed + 1 + dice.below(8);
      const score = 4.6 - 1.2 * Math.min(2.5, taken) - (refused ? 1.2 : 0) + 0.8 * dice.normal();
      if (answered <= this.end) {
        const answer = this.add(citizen, service, 'satisfaction', answered, this.parameters.surveys.source);
        answer.score = clampScore(score);
        answer.channel = 'email';
      }
    }
    return row;
  }

  /**
   * What is left of the catalogue's units, in as many rows as are missing to `total`; at least one for each service and
   * month with such units. A month in which people known used more than the catalogue says is made up for by the next.
   */
  *others(total: number): Generator<void> {
    const { dice } = this;
    dice.start(this.options.seed, 0, DRAWS.interactions + 100);
    const cells: { service: AnonymousService; month: number; units: number; rows: number }[] = [];
    for (const service of this.anonymous) {
      const known = this.known.get(service.id)!;
      let missing = 0;
      for (let month = 0; month < MONTHS; month += 1) {
        missing += service.units[month]! - known[month]!;
        const units = Math.floor(missing / service.step) * service.step;
        if (units <= 0) continue;
        cells.push({ service, month, units, rows: 1 });
        missing -= units;
      }
    }
    shareRows(cells, total - this.count);
    for (const { service, month, units, rows } of cells) {
      const { id, step, use } = service;
      const tickets = use.tickets[this.firstYear + (month < 12 ? 0 : 1)]!;
      const weights = addedUp(tickets.map(([, weight]) => weight));
      const prices = tickets.map(([tariff]) => cents(tariff));
      const steps = units / step;
      let done = 0;
      let phase = dice.next();
      for (let index = 1; index <= rows; index += 1) {
        const wanted = (steps * index) / rows;
        const spread = index === rows || steps < 4 * rows ? 0 : (0.6 * (dice.next() - 0.5) * steps) / rows;
        const reached = Math.floor(wanted + spread + 1e-9);
        const row = this.add(null, id, 'payment', this.days.draw(service.days, month, dice), use.source);
        row.units = (reached - done) * step;
        // Tickets follow each other evenly, so that few rows have their proportions too.
        phase = (phase + 0.6180339887) % 1;
        const ticket = weights.findIndex((weight) => phase * weights.at(-1)! < weight);
        row.amount = Math.round((row.units * prices[ticket]!) / 100);
        row.channel = 'on_site';
        done = reached;
        yield;
      }
    }
  }

  private arrivalDay(home: Household): Day {
    return home.arrival < 0 ? 0 : firstOfMonth(this.firstYear, home.arrival + 1);
  }

  private channel(person: Person): Channel {
    const age = this.firstYear - person.birthYear;
    const weights = CHANNELS_BY_AGE.find(([below]) => age < below)![1];
    return DIGITAL[this.dice.pick(weights)]!;
  }

  private add(
    citizen: number | null,
    service: number,
    kind: InteractionKind,
    day: Day,
    source: string,
  ): InteractionRow {
    const id = this.options.firstInteraction + this.count;
    this.count += 1;
    const row: InteractionRow = {
      id,
      citizen,
      service,
      kind,
      date: isoDay(day),
      units: null,
      amount: null,
      channel: null,
      status: null,
      due_on: null,
      closed_on: null,
      subject: null,
      score: null,
      campaign: null,
      purpose: this.parameters.purposes[kind],
      source,
      source_key: `T${id}`,
    };
    this.rows.push(row);
    return row;
  }
}

export type CitizenOf = (ordinal: number, source: string) => number;

/** Gives each cell its rows, by units and weight, none more than it has units for. */
function shareRows(cells: { service: AnonymousService; units: number; rows: number }[], rows: number): void {
  let left = rows - cells.length;
  while (left > 0) {
    const open = cells.filter((cell) => cell.rows < cell.units / cell.service.step);
    const weights = open.map((cell) => cell.units * cell.service.use.rows);
    const whole = sum(weights);
    if (whole === 0) return;
    let given = 0;
    let reached = 0;
    const wanted = left;
    for (const [index, cell] of open.entries()) {
      reached += weights[index]!;
      const upTo = Math.round((wanted * reached) / whole);
      const more = Math.min(upTo - given, cell.units / cell.service.step - cell.rows);
      given = upTo;
      cell.rows += more;
      left -= more;
    }
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
const clampScore = (score: number) => Math.min(5, Math.max(1, Math.round(score)));
const firstMonth = (mask: number) => (mask === 0 ? -1 : 31 - Math.clz32(mask & -mask));
/** The Monday after a week-end. */
const workday = (day: Day) => (weekday(day) < 5 ? day : day + 7 - weekday(day));
