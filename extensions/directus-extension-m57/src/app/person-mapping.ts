import type { PersonPreview } from '../contract/people';
import {
  RELATION_FIELDS,
  VALUE_FIELDS,
  type RelationField,
  type RelationMapping,
  type ValueField,
} from '../domain/relation/fields';
import { plainName } from '../domain/plain-name';

/** A choice of a list that may be left open. */
type Open<T> = T | '';
type Whole = Required<RelationMapping['whole']>;

/** A mapping as a form holds it. */
export interface MappingDraft {
  /** What each column of the file holds; '' is not read. */
  held: Open<RelationField>[];
  source: string;
  sheet: string;
  whole: { [K in keyof Whole]: Open<NonNullable<Whole[K]>> };
  /** By the texts of the file; '' is not told. */
  values: Partial<Record<ValueField, Record<string, string | number>>>;
  /** Upper ends of the bands of the quotient, as people write them: "400 ; 700,50 ; 1 000". */
  bounds: string;
}

const NONE: RelationMapping = { columns: {}, header: 1, source: '', whole: {}, values: {} };

/** `services`: a text that is the name of one of them is taken for it. */
export function draftOf(
  { mapping, columns, sheets, values }: PersonPreview,
  services: readonly { value: number; text: string }[] = [],
): MappingDraft {
  const base = mapping ?? NONE;
  const named = new Map(services.map(({ value, text }) => [plainName(text), value]));
  const guess = (field: ValueField, text: string) =>
    field === 'service' ? (named.get(plainName(text)) ?? '') : '';
  const open = <K extends keyof Whole>(name: K) => (base.whole[name] ?? '') as Open<NonNullable<Whole[K]>>;
  return {
    held: columns.map((_, at) => RELATION_FIELDS.find((field) => base.columns[field] === at) ?? ''),
    source: base.source,
    sheet: base.sheet ?? sheets[0] ?? '',
    whole: {
      kind: open('kind'),
      service: open('service'),
      channel: open('channel'),
      status: open('status'),
      campaign: open('campaign'),
      date: open('date'),
      purpose: open('purpose'),
      consent_purpose: open('consent_purpose'),
    },
    values: Object.fromEntries(
      VALUE_FIELDS.flatMap((field) => {
        const seen = values[field];
        if (!seen) return [];
        return [
          [field, Object.fromEntries(seen.map(({ text, means }) => [text, means ?? guess(field, text)]))],
        ];
      }),
    ),
    bounds: (base.quotient_bounds ?? []).join(' ; ').replaceAll('.', ','),
  };
}

/** The mapping that a form says, on the one it was made of: what that one knew of other texts is kept. */
export function mappingOf(draft: MappingDraft, { mapping }: Pick<PersonPreview, 'mapping'>): RelationMapping {
  const base = mapping ?? NONE;
  const told = <T>(value: Open<T>) => (value === '' ? undefined : value);
  const bounds = readBounds(draft.bounds);
  return {
    columns: Object.fromEntries(draft.held.flatMap((field, at) => (field === '' ? [] : [[field, at]]))),
    header: base.header,
    ...(draft.sheet ? { sheet: draft.sheet } : {}),
    source: draft.source.trim(),
    whole: Object.fromEntries(
      Object.entries(draft.whole).flatMap(([name, value]) =>
        told(value) === undefined ? [] : [[name, value]],
      ),
    ),
    values: Object.fromEntries(
      VALUE_FIELDS.flatMap((field) => {
        const told = Object.entries(draft.values[field] ?? {});
        const here = new Set(told.map(([text]) => plainName(text)));
        const kept = Object.entries(base.values[field] ?? {}).filter(([text]) => !here.has(plainName(text)));
        const entries = [...kept, ...told.filter(([, value]) => value !== '')];
        return entries.length > 0 ? [[field, Object.fromEntries(entries)]] : [];
      }),
    ),
    ...(bounds && bounds.length > 0 ? { quotient_bounds: bounds } : {}),
  };
}

/** "400 ; 1 000,50" as ["400", "1000.50"]; null where one is no amount or they do not rise. */
export function readBounds(text: string): string[] | null {
  const bounds = text
    .split(';')
    .map((bound) => bound.replace(/[\s€]/g, '').replace(',', '.'))
    .filter(Boolean);
  const isRead = bounds.every(
    (bound, at) =>
      /^\d{1,6}(\.\d{1,2})?$/.test(bound) && (at === 0 || Number(bound) > Number(bounds[at - 1])),
  );
  return isRead ? bounds : null;
}

/** Puts a field on a column; it is taken from the one that held it, since a thing stands in one column. */
export function hold(draft: MappingDraft, column: number, field: Open<RelationField>): void {
  draft.held = draft.held.map((other, at) => {
    if (at === column) return field;
    return field !== '' && other === field ? '' : other;
  });
}
