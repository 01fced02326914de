import { InputError, type Issue } from '../issue';
import { parseCents } from '../money';
import { isDay } from '../relation/dates';
import { CHANNELS, HOUSEHOLD_TYPES, INTERACTION_KINDS, REQUEST_STATUSES } from '../relation/model';
import {
  DATE_UNITS,
  FIELDS,
  LIMITS,
  MEASURES,
  type Definition,
  type Field,
  type Measure,
} from './definition';

/** `params.path`: where in the tree, "where.items[1].test.value"; `params.quote`, mostly: what stands there. */
export type DefinitionIssue = Issue & { params: { path: string } };

/** Whole numbers that make sense, both ends in. */
export const RANGES = {
  age: [0, 150],
  birth_year: [1900, 2100],
  household_size: [1, 99],
  quotient_band: [1, 99],
  engagement: [0, 100],
  count: [0, 1_000_000],
  services: [0, 10_000],
  score: [1, 5],
  ago: [0, 1200],
  last: [1, 1200],
  /** The databases number zones, services and segments in 32 bits, and fail on more. */
  id: [1, 2_147_483_647],
} as const satisfies Record<string, readonly [number, number]>;

/** Characters of a source and of a campaign, as their columns hold them. */
export const TEXT_LIMITS = { source: 80, campaign: 120 } as const;
export const OPERATORS = ['eq', 'lt', 'lte', 'gt', 'gte', 'between'] as const;
export const SET_OPERATORS = ['in', 'not_in'] as const;
export const KNOWN_OPERATORS = ['known', 'unknown'] as const;
export const DATE_STARTS = ['year', 'month'] as const;
const TYPES = ['and', 'or', 'not', 'field', 'related', 'segment'] as const;
/** Up to 13 digits and two decimals: "-12.5". */
export const DECIMAL = /^-?\d{1,13}(?:\.\d{1,2})?$/;
/** No control character, and no half of a character: databases refuse them. */
export const PLAIN_TEXT = /^[^\p{Cc}\p{Cs}]+$/u;
const FIRST_DAY = '1900-01-01';
const LAST_DAY = '2100-12-31';
export const isUsualDay = (text: string): boolean => isDay(text) && text >= FIRST_DAY && text <= LAST_DAY;

const MOST_ISSUES = 20;
const MOST_QUOTED = 40;

type Report = (path: string, code: string, params?: Issue['params']) => void;
type Check = (value: unknown, path: string, report: Report) => void;
type Keys = Record<string, Check>;

/**
 * What keeps a value, such as parsed JSON of a stranger, from being a definition: 20 issues at most, in the order of
 * the tree; none: it is one. It never recurses and stops at the limits, so neither size nor depth can hurt. Everything
 * that walks a definition afterwards may recurse.
 */
export function checkDefinition(value: unknown): DefinitionIssue[] {
  const issues: DefinitionIssue[] = [];
  const report: Report = (path, code, params = {}) => {
    if (issues.length < MOST_ISSUES)
      issues.push({ code, line: null, column: null, params: { ...params, path } });
  };
  keys({ version, where: anything })(value, '', report);
  if (isRecord(value) && 'where' in value) checkTree(value.where, report, () => issues.length >= MOST_ISSUES);
  if (issues.length === 0 && JSON.stringify(value).length > LIMITS.length)
    report('', 'SEGMENT_LENGTH', { most: LIMITS.length });
  return issues;
}

/** @throws InputError with the issues of `checkDefinition`. */
export function parseDefinition(value: unknown): Definition {
  const issues = checkDefinition(value);
  if (issues.length > 0) throw new InputError(issues);
  return value as Definition;
}

interface Node {
  value: unknown;
  path: string;
  depth: number;
}

function checkTree(root: unknown, report: Report, isEnough: () => boolean): void {
  const waiting: Node[] = [{ value: root, path: 'where', depth: 1 }];
  let nodes = 0;
  let joins = 0;
  while (!isEnough()) {
    const node = waiting.pop();
    if (!node) return;
    nodes += 1;
    if (nodes > LIMITS.nodes) return report(node.path, 'SEGMENT_NODES', { most: LIMITS.nodes });
    if (node.depth > LIMITS.depth) return report(node.path, 'SEGMENT_DEPTH', { most: LIMITS.depth });
    if (isJoin(node.value)) joins += 1;
    if (joins > LIMITS.joins) return report(node.path, 'SEGMENT_JOINS', { most: LIMITS.joins });
    waiting.push(...checkCondition(node, report).reverse());
  }
}

const isJoin = (value: unknown) =>
  isRecord(value) &&
  (value.type === 'related' ||
    value.type === 'segment' ||
    (value.type === 'field' && value.field === 'engagement'));

/** Checks one condition without those below it, and gives these. */
function checkCondition({ value, path, depth }: Node, report: Report): Node[] {
  const below = (child: unknown, at: string): Node => ({
    value: child,
    path: `${path}.${at}`,
    depth: depth + 1,
  });
  if (!isRecord(value)) anyRecord(value, path, report);
  else if (value.type === 'and' || value.type === 'or') {
    keys({ type: anything, items: anyList })(value, path, report);
    // As many as are enough to be too many.
    if (Array.isArray(value.items))
      return value.items.slice(0, LIMITS.nodes).map((item, rank) => below(item, `items[${rank}]`));
  } else if (value.type === 'not') {
    keys({ type: anything, item: anything })(value, path, report);
    if ('item' in value) return [below(value.item, 'item')];
  } else if (value.type === 'segment') keys({ type: anything, segment: whole('id') })(value, path, report);
  else if (value.type === 'field') checkField(value, path, report);
  else if (value.type === 'related') checkRelated(value, path, report);
  else wordOf(value, 'type', TYPES, path, report);
  return [];
}

const anything: Check = () => undefined;

const anyRecord: Check = (value, path, report) => {
  if (!isRecord(value)) report(path, 'SEGMENT_NOT_OBJECT', { quote: quoted(value) });
};

const anyList: Check = (value, path, report) => {
  if (!Array.isArray(value)) report(path, 'SEGMENT_NOT_LIST', { quote: quoted(value) });
};

/** An object with these keys, and no others. */
const keys =
  (required: Keys, optional: Keys = {}): Check =>
  (value, path, report) => {
    if (!isRecord(value)) return anyRecord(value, path, report);
    const known: Keys = { ...required, ...optional };
    // Undefined is absent, as in the JSON that is made of it.
    for (const [key, check] of Object.entries(known))
      if (Object.hasOwn(value, key) && value[key] !== undefined) check(value[key], joined(path, key), report);
      else if (Object.hasOwn(required, key)) report(path, 'SEGMENT_KEY_MISSING', { quote: key });
    const other = Object.keys(value).find((key) => !Object.hasOwn(known, key));
    if (other !== undefined)
      report(path, 'SEGMENT_KEY_UNKNOWN', { quote: quoted(other), known: Object.keys(known).join(', ') });
  };

const version: Check = (value, path, report) => {
  if (value !== 1) report(path, 'SEGMENT_VERSION', { quote: quoted(value) });
};

const word =
  (words: readonly string[]): Check =>
  (value, path, report) => {
    if (typeof value !== 'string' || !words.includes(value))
      report(path, 'SEGMENT_WORD', { quote: quoted(value), known: words.join(', ') });
  };

/** The word that says which other keys there are. */
function wordOf(
  value: Record<string, unknown>,
  key: string,
  words: readonly string[],
  path: string,
  report: Report,
): void {
  if (Object.hasOwn(value, key)) word(words)(value[key], `${path}.${key}`, report);
  else report(path, 'SEGMENT_KEY_MISSING', { quote: key });
}

const whole =
  (of: keyof typeof RANGES): Check =>
  (value, path, report) => {
    const [from, to] = RANGES[of];
    if (!Number.isInteger(value) || (value as number) < from || (value as number) > to)
      report(path, 'SEGMENT_NUMBER', { quote: quoted(value), from, to });
  };

const decimal: Check = (value, path, report) => {
  if (typeof value !== 'string' || !DECIMAL.test(value))
    report(path, 'SEGMENT_DECIMAL', { quote: quoted(value) });
};

const text =
  (most: number): Check =>
  (value, path, report) => {
    if (typeof value !== 'string' || value.length > most || !PLAIN_TEXT.test(value))
      report(path, 'SEGMENT_TEXT', { quote: quoted(value), most });
  };

const day: Check = (value, path, report) => {
  if (typeof value !== 'string' || !isUsualDay(value)) report(path, 'SEGMENT_DAY', { quote: quoted(value) });
};

const set =
  (of: Check): Check =>
  (value, path, report) => {
    if (!Array.isArray(value)) return anyList(value, path, report);
    if (value.length === 0) return report(path, 'SEGMENT_SET_EMPTY');
    if (value.length > LIMITS.values)
      return report(path, 'SEGMENT_SET_LARGE', { count: value.length, most: LIMITS.values });
    value.forEach((one, rank) => of(one, `${path}[${rank}]`, report));
  };

const dateRef: Check = (value, path, report) => {
  if (!isRecord(value)) return anyRecord(value, path, report);
  if ('on' in value) keys({ on: day })(value, path, report);
  else if ('start' in value) keys({ start: word(DATE_STARTS), ago: whole('ago') })(value, path, report);
  else keys({ ago: whole('ago'), unit: word(DATE_UNITS) })(value, path, report);
};

const window: Check = (value, path, report) => {
  if (value === null) return;
  if (!isRecord(value)) return anyRecord(value, path, report);
  if ('last' in value) return keys({ last: whole('last'), unit: word(DATE_UNITS) })(value, path, report);
  const end: Check = (ref, at) => (ref === null ? undefined : dateRef(ref, at, report));
  keys({ from: end, to: end })(value, path, report);
  inOrder(value, path, report);
};

/** Which keys go with each operator. */
type Operators = Record<string, Keys>;
const compared = (of: Check): Operators =>
  Object.fromEntries(
    OPERATORS.map((op): [string, Keys] => [op, op === 'between' ? { from: of, to: of } : { value: of }]),
  );
const among = (of: Check): Operators =>
  Object.fromEntries(SET_OPERATORS.map((op) => [op, { values: set(of) }]));
const KNOWN: Operators = Object.fromEntries(KNOWN_OPERATORS.map((op) => [op, {}]));

const test =
  (operators: Operators): Check =>
  (value, path, report) => {
    if (!isRecord(value)) return anyRecord(value, path, report);
    const { op } = value;
    if (typeof op !== 'string' || !Object.hasOwn(operators, op))
      return wordOf(value, 'op', Object.keys(operators), path, report);
    keys({ op: anything, ...operators[op] })(value, path, report);
    inOrder(value, path, report);
  };

const fieldTest = (operators: Operators): Check => test({ ...operators, ...KNOWN });
const FIELD_TESTS: Record<Field, Check> = {
  age: fieldTest(compared(whole('age'))),
  birth_year: fieldTest(compared(whole('birth_year'))),
  household_size: fieldTest(compared(whole('household_size'))),
  quotient_band: fieldTest(compared(whole('quotient_band'))),
  engagement: fieldTest(compared(whole('engagement'))),
  household_type: fieldTest(among(word(HOUSEHOLD_TYPES))),
  zone: fieldTest(among(whole('id'))),
  source: fieldTest(among(text(TEXT_LIMITS.source))),
  registered_on: fieldTest(compared(dateRef)),
};

function checkField(value: Record<string, unknown>, path: string, report: Report): void {
  const { field } = value;
  const isKnown = (FIELDS as readonly unknown[]).includes(field);
  keys({ type: anything, field: word(FIELDS), test: isKnown ? FIELD_TESTS[field as Field] : anything })(
    value,
    path,
    report,
  );
}

const MEASURE_TESTS: Record<Measure, Check> = {
  count: test(compared(whole('count'))),
  services: test(compared(whole('services'))),
  units: test(compared(decimal)),
  amount: test(compared(decimal)),
  first: test(compared(dateRef)),
  last: test(compared(dateRef)),
};

const filter = keys(
  {},
  {
    kinds: set(word(INTERACTION_KINDS)),
    services: set(whole('id')),
    channels: set(word(CHANNELS)),
    statuses: set(word(REQUEST_STATUSES)),
    campaigns: set(text(TEXT_LIMITS.campaign)),
    score: test(compared(whole('score'))),
    amount: test(compared(decimal)),
  },
);

function checkRelated(value: Record<string, unknown>, path: string, report: Report): void {
  const { measure } = value;
  const isKnown = (MEASURES as readonly unknown[]).includes(measure);
  keys({
    type: anything,
    filter,
    window,
    measure: word(MEASURES),
    test: isKnown ? MEASURE_TESTS[measure as Measure] : anything,
  })(value, path, report);
}

/** Days that are not fixed have an order on a day only. */
function inOrder({ from, to }: Record<string, unknown>, path: string, report: Report): void {
  const [first, last] = [orderOf(from), orderOf(to)];
  if (first !== null && last !== null && first > last)
    report(path, 'SEGMENT_RANGE', { from: quoted(fixed(from)), to: quoted(fixed(to)) });
}

const fixed = (end: unknown) => (isRecord(end) ? end.on : end);

function orderOf(end: unknown): number | null {
  const value = fixed(end);
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return null;
  return DECIMAL.test(value) ? parseCents(value) : isUsualDay(value) ? Date.parse(value) : null;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const joined = (path: string, key: string) => (path === '' ? key : `${path}.${key}`);

/** What stands there, in few characters whatever it is. */
function quoted(value: unknown): string {
  if (typeof value === 'string')
    return value.length > MOST_QUOTED ? `${value.slice(0, MOST_QUOTED)}…` : value;
  if (Array.isArray(value)) return value.length === 0 ? '[]' : '[…]';
  if (typeof value === 'object' && value !== null) return '{…}';
  return String(value);
}
