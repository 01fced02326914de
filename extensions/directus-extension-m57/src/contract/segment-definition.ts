import { z } from 'zod';
import { describe } from '../domain/messages';
import { CHANNELS, HOUSEHOLD_TYPES, INTERACTION_KINDS, REQUEST_STATUSES } from '../domain/relation/model';
import {
  checkDefinition,
  DATE_STARTS,
  DECIMAL,
  isUsualDay,
  KNOWN_OPERATORS,
  OPERATORS,
  PLAIN_TEXT,
  RANGES,
  SET_OPERATORS,
  TEXT_LIMITS,
} from '../domain/segments/check';
import { DATE_UNITS, LIMITS, type Condition, type Definition } from '../domain/segments/definition';

/** The tree of domain/segments/definition.ts as the API documents it; domain/segments/check.ts says the same in words. */
const whole = (of: keyof typeof RANGES) => z.number().int().min(RANGES[of][0]).max(RANGES[of][1]);
const decimal = z.string().regex(DECIMAL);
const text = (most: number) => z.string().max(most).regex(PLAIN_TEXT);
const day = z.iso.date().refine(isUsualDay);
const set = <T extends z.ZodType>(of: T) => z.array(of).min(1).max(LIMITS.values);

const dateRef = z
  .union([
    z.strictObject({ on: day }),
    z.strictObject({ ago: whole('ago'), unit: z.enum(DATE_UNITS) }),
    z.strictObject({ start: z.enum(DATE_STARTS), ago: whole('ago') }),
  ])
  .meta({
    id: 'SegmentDay',
    description:
      'A day: fixed, so long ago, or the first day of a year or month (this one where `ago` is 0).',
  });

const window = z
  .union([
    z.strictObject({ last: whole('last'), unit: z.enum(DATE_UNITS) }),
    z.strictObject({ from: dateRef.nullable(), to: dateRef.nullable() }),
  ])
  .meta({
    id: 'SegmentWindow',
    description:
      'The last so many days, weeks, months or years; or from a day to a day, both in, null without limit.',
  });

const compared = <T extends z.ZodType>(of: T) =>
  z.union([
    z.strictObject({ op: z.enum(OPERATORS).exclude(['between']), value: of }),
    z.strictObject({ op: z.literal('between'), from: of, to: of }),
  ]);
const setTest = <T extends z.ZodType>(of: T) =>
  z.strictObject({ op: z.enum(SET_OPERATORS), values: set(of) });
const known = z.strictObject({ op: z.enum(KNOWN_OPERATORS) });

const field = <Name extends string, T extends z.ZodType>(name: Name, test: T) =>
  z.strictObject({ type: z.literal('field'), field: z.literal(name), test: z.union([test, known]) });

const filter = z.strictObject({
  kinds: set(z.enum(INTERACTION_KINDS)).optional(),
  services: set(whole('id')).optional(),
  channels: set(z.enum(CHANNELS)).optional(),
  statuses: set(z.enum(REQUEST_STATUSES)).optional(),
  campaigns: set(text(TEXT_LIMITS.campaign)).optional(),
  score: compared(whole('score')).optional(),
  amount: compared(decimal).optional(),
});
const related = <Name extends string, T extends z.ZodType>(measure: Name, test: T) =>
  z.strictObject({
    type: z.literal('related'),
    filter,
    window: window.nullable(),
    measure: z.literal(measure),
    test,
  });

const condition: z.ZodType<Condition> = z
  .union([
    z.strictObject({
      type: z.enum(['and', 'or']),
      items: z.array(z.lazy(() => condition)).max(LIMITS.nodes),
    }),
    z.strictObject({ type: z.literal('not'), item: z.lazy(() => condition) }),
    z.strictObject({ type: z.literal('segment'), segment: whole('id') }),
    field('age', compared(whole('age'))),
    field('birth_year', compared(whole('birth_year'))),
    field('household_size', compared(whole('household_size'))),
    field('quotient_band', compared(whole('quotient_band'))),
    field('engagement', compared(whole('engagement'))),
    field('household_type', setTest(z.enum(HOUSEHOLD_TYPES))),
    field('zone', setTest(whole('id'))),
    field('source', setTest(text(TEXT_LIMITS.source))),
    field('registered_on', compared(dateRef)),
    related('count', compared(whole('count'))),
    related('services', compared(whole('services'))),
    related('units', compared(decimal)),
    related('amount', compared(decimal)),
    related('first', compared(dateRef)),
    related('last', compared(dateRef)),
  ])
  .meta({
    id: 'SegmentCondition',
    description:
      `True or false of a citizen on a day. At most ${LIMITS.nodes} conditions, ${LIMITS.depth} within one another, ` +
      `${LIMITS.joins} on interactions, engagement or segments.`,
  });

/** Only to be parsed after `checkDefinition`: it recurses. */
export const definitionTree: z.ZodType<Definition> = z
  .strictObject({ version: z.literal(1), where: condition })
  .meta({ id: 'SegmentDefinition' });

/**
 * What a segment is: domain/segments/definition.ts. The walk comes first, so that a tree of any depth is refused before
 * anything recurses; its messages are in both languages and begin with the place.
 */
export const definition = z
  .unknown()
  .superRefine((value, context) => {
    for (const issue of checkDefinition(value)) {
      const [fr, en] = (['fr', 'en'] as const).map((locale) => describe(issue, locale).message);
      context.addIssue({ code: 'custom', message: `${fr} / ${en}`, params: { issue } });
    }
  })
  .meta({ override: { $ref: '#/components/schemas/SegmentDefinition' } })
  .pipe(definitionTree);
