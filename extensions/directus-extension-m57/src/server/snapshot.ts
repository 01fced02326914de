import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Capability } from '../contract/status';

/** The form of `snapshots/<capability>.json`: what a capability puts into the host's database, as data. */
export interface CapabilitySnapshot {
  capability: Capability;
  folder: Labels & { collection: string; icon: string };
  /** Folder of the file library; what is put there is imported. */
  inbox?: { id: string; name: string };
  collections: CollectionSnapshot[];
  /** Fields without a column on collections of a former capability: the other side of relations of this one. */
  extends?: { collection: string; field: FieldSnapshot }[];
  tables: TableSnapshot[];
  policies: PolicySnapshot[];
  /** What a policy of a former capability may do with this one. */
  grants?: { policy: string; name: string; permissions: PolicySnapshot['permissions'] }[];
}

export interface Labels {
  fr: string;
  en: string;
}

export interface CollectionSnapshot extends Labels {
  collection: string;
  icon: string;
  template: string;
  note: Labels;
  sort_field?: string | null;
  /** null: no copies of items in activity and revisions (personal or bulk data). */
  accountability?: null;
  fields: FieldSnapshot[];
  unique?: string[][];
  indexes: string[][];
  preset: { fields: string[]; sort: string[] };
  bookmarks?: BookmarkSnapshot[];
}

/** A view of a collection that everybody finds in its menu. */
export interface BookmarkSnapshot {
  name: string;
  icon: string;
  layout: string;
  filter: Record<string, unknown>;
  layout_query: Record<string, unknown>;
  layout_options: Record<string, unknown> | null;
}

export interface FieldSnapshot extends Labels {
  field: string;
  type: string;
  length?: number;
  precision?: number;
  scale?: number;
  primary?: boolean;
  auto?: boolean;
  required?: boolean;
  unique?: boolean;
  indexed?: boolean;
  /** Compared byte by byte on MariaDB/MySQL too. */
  exact?: boolean;
  default?: unknown;
  interface: string;
  options?: Record<string, unknown>;
  display?: string;
  display_options?: Record<string, unknown>;
  template?: string;
  readonly?: boolean;
  hidden?: boolean;
  /** Staff write it when they create an item and never after; or it shows only once an item is there. */
  creation?: 'only' | 'not';
  width?: string;
  note?: Labels;
  /** [value, French, English] */
  choices?: [string, string, string][];
  m2o?: string;
  on_delete?: string;
  /** false: no foreign key, which the database would check for each of a million rows that come by one statement. */
  constraint?: false;
  o2m?: { collection: string; field: string };
}

/** A technical table: no metadata in Directus, so it counts for no licence and shows in no menu. */
export interface TableSnapshot {
  table: string;
  columns: {
    name: string;
    type: 'increments' | 'string' | 'text' | 'integer' | 'bigInteger';
    length?: number;
    primary?: boolean;
    null?: boolean;
    /** Compared byte by byte on MariaDB/MySQL too. */
    exact?: boolean;
  }[];
  unique?: string[][];
  indexes?: string[][];
  /** Holds rows only while a job runs: on PostgreSQL, a crash may empty it. */
  scratch?: true;
}

export interface PolicySnapshot {
  id: string;
  name: string;
  icon: string;
  description: string;
  app_access: boolean;
  permissions: [collection: string, actions: string[]][];
}

/** Reads a file that the build put beside the bundle (`dist/snapshots`, `dist/seeds`). */
export function shipped(path: string): string {
  return readFileSync(fileURLToPath(new URL(`./${path}`, import.meta.url)), 'utf8');
}

export function readSnapshot(capability: Capability): CapabilitySnapshot {
  return JSON.parse(shipped(`snapshots/${capability}.json`)) as CapabilitySnapshot;
}
