import fc from 'fast-check';
import { describe as group, expect, it } from 'vitest';
import { definition, definitionTree } from '../../contract/segment-definition';
import { InputError } from '../issue';
import { describe } from '../messages';
import { checkDefinition, parseDefinition } from './check';
import { anyDefinition } from './definition-testing';

const where = (condition: unknown) => ({ version: 1, where: condition });
const field = (name: string, test: object) => ({ type: 'field', field: name, test });
const related = (rest: object = {}) => ({
  type: 'related',
  filter: {},
  window: null,
  measure: 'count',
  test: { op: 'gte', value: 1 },
  ...rest,
});
const everybody = { type: 'and', items: [] };
const nested = (levels: number) => {
  let condition: object = everybody;
  for (let level = 1; level < levels; level += 1) condition = { type: 'not', item: condition };
  return condition;
};

/** Code, path and quote of the only issue. */
const wrong = (value: unknown) => {
  const issues = checkDefinition(value);
  expect(issues).toHaveLength(1);
  const [{ code, params }] = issues as [(typeof issues)[number]];
  return [code, params.path, params.quote ?? ''];
};

group('checkDefinition', () => {
  it('lets everything pass that a segment can ask, and gives it back as it is', () => {
    fc.assert(
      fc.property(anyDefinition, (random) => {
        expect(checkDefinition(random)).toEqual([]);
        expect(parseDefinition(random)).toBe(random);
        expect(definition.parse(random)).toEqual(random);
      }),
      { numRuns: 500 },
    );
  });

  it('refuses whatever is changed in a definition, and the documented schema does as well', () => {
    const junk = fc.constantFrom<unknown>({ x: 1 }, [[]], true, 1.5, '', -1, 1e300, NaN);
    fc.assert(
      fc.property(anyDefinition, fc.nat(), fc.boolean(), junk, (random, pick, isKey, value) => {
        const changed: unknown = structuredClone(random);
        const places = placesOf(changed);
        const { holder, key } = places[pick % places.length]!;
        if (isKey && !Array.isArray(holder)) holder[`${key}s`] = holder[key];
        else holder[key] = value;
        expect(checkDefinition(changed)).not.toEqual([]);
        expect(definitionTree.safeParse(changed).success).toBe(false);
        expect(definition.safeParse(changed).success).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  it('tells where, and quotes what is wrong', () => {
    expect(wrong(null)).toEqual(['SEGMENT_NOT_OBJECT', '', 'null']);
    expect(wrong({ where: everybody })).toEqual(['SEGMENT_KEY_MISSING', '', 'version']);
    expect(wrong({ version: 2, where: everybody })).toEqual(['SEGMENT_VERSION', 'version', '2']);
    expect(wrong({ version: '', where: everybody })).toEqual(['SEGMENT_VERSION', 'version', '']);
    expect(wrong({ version: 1 })).toEqual(['SEGMENT_KEY_MISSING', '', 'where']);
    expect(wrong(where([]))).toEqual(['SEGMENT_NOT_OBJECT', 'where', '[]']);
    expect(wrong(where({ type: 'xor', items: [] }))).toEqual(['SEGMENT_WORD', 'where.type', 'xor']);
    expect(wrong(where({ type: 'and', items: {} }))).toEqual(['SEGMENT_NOT_LIST', 'where.items', '{…}']);
    expect(wrong(where({ type: 'and' }))).toEqual(['SEGMENT_KEY_MISSING', 'where', 'items']);
    expect(wrong(where({ type: 'not', item: { type: 'not', item: 3 } }))).toEqual([
      'SEGMENT_NOT_OBJECT',
      'where.item.item',
      '3',
    ]);
    expect(wrong(where({ type: 'segment', segment: '1; DROP TABLE' }))).toEqual([
      'SEGMENT_NUMBER',
      'where.segment',
      '1; DROP TABLE',
    ]);
    const items = [everybody, field('age', { op: 'gte', value: 200 })];
    expect(wrong(where({ type: 'or', items }))).toEqual([
      'SEGMENT_NUMBER',
      'where.items[1].test.value',
      '200',
    ]);
    expect(wrong(where(field('email', { op: 'eq', value: 'a' })))).toEqual([
      'SEGMENT_WORD',
      'where.field',
      'email',
    ]);
    expect(wrong(where(field('age', { op: 'in', values: [3] })))).toEqual([
      'SEGMENT_WORD',
      'where.test.op',
      'in',
    ]);
    expect(wrong(where(field('zone', { op: 'in', values: [] })))).toEqual([
      'SEGMENT_SET_EMPTY',
      'where.test.values',
      '',
    ]);
    expect(wrong(where(field('household_type', { op: 'in', values: ['family', 'clan'] })))).toEqual([
      'SEGMENT_WORD',
      'where.test.values[1]',
      'clan',
    ]);
    expect(wrong(where(field('source', { op: 'in', values: ['a\u0000b'] })))[0]).toBe('SEGMENT_TEXT');
    expect(wrong(where(field('source', { op: 'in', values: ['x'.repeat(81)] })))).toEqual([
      'SEGMENT_TEXT',
      'where.test.values[0]',
      `${'x'.repeat(40)}…`,
    ]);
    expect(wrong(where(related({ filter: { kinds: ['registration'], sql: '1=1' } })))).toEqual([
      'SEGMENT_KEY_UNKNOWN',
      'where.filter',
      'sql',
    ]);
    expect(wrong(where(related({ filter: { score: { op: 'lte', value: 0 } } })))).toEqual([
      'SEGMENT_NUMBER',
      'where.filter.score.value',
      '0',
    ]);
    expect(wrong(where(related({ measure: 'avg' })))).toEqual(['SEGMENT_WORD', 'where.measure', 'avg']);
  });

  it('keeps numbers, decimals and days within reason', () => {
    for (const value of [NaN, Infinity, 1e308, 1.5, -1, '18', null])
      expect(wrong(where(field('age', { op: 'eq', value })))[0]).toBe('SEGMENT_NUMBER');
    for (const value of [100, '1e9', '12345678901234', '1.234', '0x1', '1,5', ''])
      expect(wrong(where(related({ measure: 'amount', test: { op: 'gt', value } })))[0]).toBe(
        'SEGMENT_DECIMAL',
      );
    for (const on of ['2026-02-29', '1899-12-31', '2101-01-01', 'hier', '2026-1-1', 20260101])
      expect(wrong(where(field('registered_on', { op: 'gt', value: { on } })))).toEqual([
        'SEGMENT_DAY',
        'where.test.value.on',
        String(on),
      ]);
    for (const window of [
      { last: 0, unit: 'month' },
      { last: 1201, unit: 'month' },
    ])
      expect(wrong(where(related({ window })))[0]).toBe('SEGMENT_NUMBER');
    expect(wrong(where(related({ window: { last: 1, unit: 'quarter' } })))).toEqual([
      'SEGMENT_WORD',
      'where.window.unit',
      'quarter',
    ]);
    expect(wrong(where(related({ window: { from: null } })))).toEqual([
      'SEGMENT_KEY_MISSING',
      'where.window',
      'to',
    ]);
  });

  it('refuses ends in the wrong order where they have one', () => {
    expect(wrong(where(field('age', { op: 'between', from: 30, to: 18 })))[0]).toBe('SEGMENT_RANGE');
    expect(
      wrong(where(related({ measure: 'amount', test: { op: 'between', from: '9.5', to: '-10' } })))[0],
    ).toBe('SEGMENT_RANGE');
    const days = { from: { on: '2026-02-01' }, to: { on: '2026-01-31' } };
    expect(wrong(where(related({ window: days })))).toEqual(['SEGMENT_RANGE', 'where.window', '']);
    const open = { from: { ago: 1, unit: 'day' }, to: { ago: 2, unit: 'year' } };
    expect(checkDefinition(where(related({ window: open })))).toEqual([]);
  });

  it('stops at the limits', () => {
    const many = (count: number, item: object) => where({ type: 'or', items: new Array(count).fill(item) });
    expect(checkDefinition(many(199, everybody))).toEqual([]);
    expect(wrong(many(200, everybody))).toEqual(['SEGMENT_NODES', 'where.items[199]', '']);
    expect(checkDefinition(where(nested(12)))).toEqual([]);
    expect(wrong(where(nested(13)))).toEqual(['SEGMENT_DEPTH', `where${'.item'.repeat(12)}`, '']);
    expect(checkDefinition(many(40, related()))).toEqual([]);
    expect(wrong(many(41, { type: 'segment', segment: 1 }))).toEqual([
      'SEGMENT_JOINS',
      'where.items[40]',
      '',
    ]);
    const ids = (count: number) => ({ op: 'in', values: new Array(count).fill(7) });
    expect(checkDefinition(where(field('zone', ids(500))))).toEqual([]);
    expect(wrong(where(field('zone', ids(501))))[0]).toBe('SEGMENT_SET_LARGE');
    const long = { op: 'in', values: new Array(250).fill('x'.repeat(80)) };
    expect(wrong(many(5, field('source', long)))).toEqual(['SEGMENT_LENGTH', '', '']);
    expect(checkDefinition(many(100, { type: 'none' }))).toHaveLength(20);
  });

  it.each([
    ['10 000 conditions', where({ type: 'or', items: new Array(10_000).fill(everybody) })],
    ['a million values', where(field('zone', { op: 'in', values: new Array(1_000_000).fill(1) }))],
    [
      '100 000 levels',
      JSON.parse(`{"version":1,"where":${'{"type":"not","item":'.repeat(1e5)}1${'}'.repeat(1e5)}}`),
    ],
    ['100 000 lists', JSON.parse(`{"version":1,"where":${'['.repeat(1e5)}${']'.repeat(1e5)}}`)],
    [
      '100 000 levels in a test',
      JSON.parse(
        `{"version":1,"where":{"type":"field","field":"age","test":{"op":"eq","value":${'['.repeat(1e5)}${']'.repeat(1e5)}}}}`,
      ),
    ],
    ['100 000 keys', where(Object.fromEntries(Array.from({ length: 1e5 }, (_, at) => [`k${at}`, at])))],
    ['a prototype', JSON.parse('{"version":1,"where":{"type":"and","items":[],"__proto__":{"x":1}}}')],
    ['a long text', where({ type: 'x'.repeat(10_000_000) })],
    ['nothing', {}],
  ])('refuses %s at once, in both languages', (_, hostile) => {
    const start = performance.now();
    const issues = checkDefinition(hostile);
    expect(definition.safeParse(hostile).success).toBe(false);
    expect(performance.now() - start).toBeLessThan(1000);
    for (const locale of ['fr', 'en'] as const) {
      const { message, code } = describe(issues[0]!, locale);
      expect(message).not.toBe(code);
      expect(message).not.toContain('undefined');
      expect(message.length).toBeLessThan(400);
    }
  });

  it('throws what it found', () => {
    expect(() => parseDefinition({})).toThrow(InputError);
  });
});

/** Every place in a definition where something stands; ends of windows aside, which may be anything or null. */
function placesOf(value: unknown): { holder: Record<string, unknown>; key: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesOf(holder[key])]);
}
