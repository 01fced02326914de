import type { CapabilitySnapshot, CollectionSnapshot, FieldSnapshot, Labels } from '../snapshot';

/** From our snapshot to the payloads of the host's services. */

const translations = ({ fr, en }: Labels) => [
  { language: 'fr-FR', translation: fr },
  { language: 'en-US', translation: en },
];

/** Key of a custom translation of the host ("$t:" in notes and choices). */
export const noteKey = (collection: string, field?: string) =>
  [collection, field, 'note'].filter(Boolean).join('_');
export const choiceKey = (collection: string, field: string, value: string) =>
  [collection, field, value].join('_');

/** All custom translations that a collection needs, as rows of directus_translations. */
export function translationsOf(collection: CollectionSnapshot): { key: string; labels: Labels }[] {
  const rows = [{ key: noteKey(collection.collection), labels: collection.note }];
  for (const field of collection.fields) {
    if (field.note) rows.push({ key: noteKey(collection.collection, field.field), labels: field.note });
    for (const [value, fr, en] of field.choices ?? [])
      rows.push({ key: choiceKey(collection.collection, field.field, value), labels: { fr, en } });
  }
  return rows;
}

export function collectionPayload(snapshot: CollectionSnapshot, folder: string, sort: number) {
  return {
    collection: snapshot.collection,
    schema: {},
    meta: {
      icon: snapshot.icon,
      group: folder,
      sort,
      note: `$t:${noteKey(snapshot.collection)}`,
      display_template: snapshot.template,
      sort_field: snapshot.sort_field ?? null,
      accountability: snapshot.accountability === null ? null : 'all',
      translations: translations(snapshot).map((row) => ({
        ...row,
        singular: row.translation,
        plural: row.translation,
      })),
    },
    fields: snapshot.fields.map((field) => fieldPayload(snapshot.collection, field)),
  };
}

/** How a field is once its item is there. */
const CREATED = {
  only: () => ({ readonly: true }),
  not: ({ readonly }: FieldSnapshot) => ({ hidden: false, readonly: readonly === true }),
};

export function fieldPayload(collection: string, field: FieldSnapshot) {
  const options = {
    ...field.options,
    ...(field.template && field.m2o ? { template: field.template } : {}),
    ...(field.o2m ? { displayTemplate: field.template } : {}),
    ...(field.choices
      ? {
          choices: field.choices.map(([value]) => ({
            value,
            text: `$t:${choiceKey(collection, field.field, value)}`,
          })),
        }
      : {}),
  };
  const display = field.display ?? (field.m2o ? 'related-values' : field.choices ? 'labels' : null);
  return {
    collection,
    field: field.field,
    type: field.type,
    schema: field.o2m
      ? null
      : {
          is_primary_key: field.primary === true,
          has_auto_increment: field.auto === true,
          is_nullable: !field.primary && !field.required,
          is_unique: field.unique === true,
          is_indexed: field.indexed === true,
          ...(field.default === undefined ? {} : { default_value: field.default }),
          ...(field.length ? { max_length: field.length } : {}),
          ...(field.type === 'decimal'
            ? { numeric_precision: field.precision ?? 15, numeric_scale: field.scale ?? 2 }
            : {}),
        },
    meta: {
      interface: field.interface,
      options: Object.keys(options).length > 0 ? options : null,
      display,
      display_options:
        field.display_options ??
        (field.m2o && field.template ? { template: field.template } : null) ??
        (field.choices && display === 'labels'
          ? {
              choices: field.choices.map(([value]) => ({
                value,
                text: `$t:${choiceKey(collection, field.field, value)}`,
              })),
              showAsDot: false,
            }
          : null),
      readonly: field.readonly === true,
      hidden: field.hidden === true || field.creation === 'not',
      ...(field.creation
        ? {
            conditions: [
              { name: 'created', rule: { id: { _nnull: true } }, ...CREATED[field.creation](field) },
            ],
          }
        : {}),
      required: field.required === true && field.default === undefined,
      width: field.width ?? 'full',
      note: field.note ? `$t:${noteKey(collection, field.field)}` : null,
      special: special(field),
      translations: translations(field),
    },
  };
}

function special(field: FieldSnapshot): string[] | null {
  if (field.o2m) return ['o2m'];
  if (field.m2o === 'directus_files') return ['file'];
  if (field.m2o) return ['m2o'];
  if (field.type === 'boolean') return ['cast-boolean'];
  if (field.type === 'json') return ['cast-json'];
  return null;
}

/** The row by which Directus knows a relation that the database does not check. */
export function relationRow(
  snapshot: CapabilitySnapshot,
  collection: CollectionSnapshot,
  field: FieldSnapshot,
) {
  const { related_collection, meta } = relationPayload(snapshot, collection, field);
  return {
    ...meta,
    many_collection: collection.collection,
    many_field: field.field,
    one_collection: related_collection,
  };
}

export function relationPayload(
  snapshot: CapabilitySnapshot,
  collection: CollectionSnapshot,
  field: FieldSnapshot,
) {
  const onOne = [
    ...(snapshot.collections.find((one) => one.collection === field.m2o)?.fields ?? []),
    ...(snapshot.extends ?? []).filter((one) => one.collection === field.m2o).map((one) => one.field),
  ];
  const inverse = onOne.find(
    ({ o2m }) => o2m && o2m.collection === collection.collection && o2m.field === field.field,
  );
  return {
    collection: collection.collection,
    field: field.field,
    related_collection: field.m2o,
    schema: { on_delete: field.on_delete ?? 'NO ACTION' },
    meta: { one_field: inverse?.field ?? null, sort_field: null },
  };
}
