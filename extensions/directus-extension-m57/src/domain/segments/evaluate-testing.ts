import { resolveDate, windowDays } from './dates';
import type { Compared, Condition, DateRef, Definition, RelatedCondition, RelatedFilter } from './definition';
import type { TestCitizen, TestInteraction, TestTown } from './definition-testing';

/**
 * The meaning of definitions in plain loops, against which the compiled statements are compared: it shares nothing with
 * them but the types and the days.
 * @returns the ids of the citizens of the town who meet the definition on the day, rising.
 */
export const evaluate = (definition: Definition, town: TestTown, today: string): number[] =>
  town.citizens
    .filter((citizen) => meets(citizen, definition.where, town, today))
    .map(({ id }) => id)
    .sort((a, b) => a - b);

function meets(citizen: TestCitizen, condition: Condition, town: TestTown, today: string): boolean {
  switch (condition.type) {
    case 'and':
      return condition.items.every((item) => meets(citizen, item, town, today));
    case 'or':
      return condition.items.some((item) => meets(citizen, item, town, today));
    case 'not':
      return !meets(citizen, condition.item, town, today);
    case 'segment':
      return town.members.some((one) => one.segment === condition.segment && one.citizen === citizen.id);
    case 'related':
      return meetsRelated(citizen, condition, town, today);
    case 'field':
      return meetsField(citizen, condition, town, today);
  }
}

function meetsField(
  citizen: TestCitizen,
  condition: Extract<Condition, { type: 'field' }>,
  town: TestTown,
  today: string,
): boolean {
  const value = valueOf(citizen, condition.field, town, today);
  const { test } = condition;
  if (test.op === 'known') return value !== null;
  if (test.op === 'unknown') return value === null;
  if (value === null) return false;
  if (test.op === 'in' || test.op === 'not_in') {
    const places = condition.field === 'zone' ? around(value as number, town) : [value];
    const isIn = places.some((place) => (test.values as unknown[]).includes(place));
    return test.op === 'in' ? isIn : !isIn;
  }
  if (condition.field === 'registered_on')
    return holds(value as string, days(test as Compared<DateRef>, today));
  return holds(value as number, test as Compared<number>);
}

function valueOf(citizen: TestCitizen, field: string, town: TestTown, today: string): number | string | null {
  if (field === 'age')
    return citizen.birth_year === null ? null : Number(today.slice(0, 4)) - citizen.birth_year;
  if (field === 'engagement') return town.scores.find((score) => score.citizen === citizen.id)?.score ?? 0;
  return citizen[field as keyof TestCitizen];
}

/** A zone and those that it lies in; a circle of them ends where it began. */
function around(zone: number, { zones }: TestTown): number[] {
  const places: number[] = [];
  let at: number | null = zone;
  while (at !== null && !places.includes(at)) {
    places.push(at);
    const here: number = at;
    at = zones.find(({ id }) => id === here)?.parent ?? null;
  }
  return places;
}

function meetsRelated(
  citizen: TestCitizen,
  condition: RelatedCondition,
  town: TestTown,
  today: string,
): boolean {
  const { from, to } = windowDays(condition.window, today);
  const found: TestInteraction[] = [];
  for (const one of town.interactions) {
    if (one.citizen !== citizen.id) continue;
    if (from !== null && one.date < from) continue;
    if (to !== null && one.date > to) continue;
    if (passes(one, condition.filter)) found.push(one);
  }
  switch (condition.measure) {
    case 'count':
      return holds(found.length, condition.test);
    case 'services': {
      // An interaction without a service is with none.
      const services = new Set(found.map(({ service }) => service));
      services.delete(null);
      return holds(services.size, condition.test);
    }
    case 'units':
    case 'amount': {
      const { measure } = condition;
      let sum = 0;
      for (const one of found) sum += hundredths(one[measure] ?? '0');
      return holds(sum, inHundredths(condition.test));
    }
    case 'first':
    case 'last': {
      const dates = found.map(({ date }) => date).sort();
      const day = condition.measure === 'first' ? dates[0] : dates[dates.length - 1];
      return day !== undefined && holds(day, days(condition.test, today));
    }
  }
}

function passes(one: TestInteraction, filter: RelatedFilter): boolean {
  const isOneOf = <T>(value: T | null, values: T[] | undefined) =>
    values === undefined || (value !== null && values.includes(value));
  return (
    isOneOf(one.kind, filter.kinds) &&
    isOneOf(one.service, filter.services) &&
    isOneOf(one.channel, filter.channels) &&
    isOneOf(one.status, filter.statuses) &&
    isOneOf(one.campaign, filter.campaigns) &&
    (filter.score === undefined || (one.score !== null && holds(one.score, filter.score))) &&
    (filter.amount === undefined ||
      (one.amount !== null && holds(hundredths(one.amount), inHundredths(filter.amount))))
  );
}

function holds<T extends number | string>(value: T, test: Compared<T>): boolean {
  switch (test.op) {
    case 'eq':
      return value === test.value;
    case 'lt':
      return value < test.value;
    case 'lte':
      return value <= test.value;
    case 'gt':
      return value > test.value;
    case 'gte':
      return value >= test.value;
    case 'between':
      return value >= test.from && value <= test.to;
  }
}

/** "-0.5" is −50. */
const hundredths = (text: string): number => Math.round(Number(text) * 100);
const inHundredths = (test: Compared<string>) => mapped(test, hundredths);
const days = (test: Compared<DateRef>, today: string) => mapped(test, (ref) => resolveDate(ref, today));

const mapped = <A, B>(test: Compared<A>, to: (value: A) => B): Compared<B> =>
  test.op === 'between'
    ? { op: 'between', from: to(test.from), to: to(test.to) }
    : { op: test.op, value: to(test.value) };
