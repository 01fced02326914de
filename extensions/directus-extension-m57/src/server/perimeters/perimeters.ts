import type { PerimeterRequest, PerimetersAnswer } from '../../contract/units';
import type { Perimeter } from '../../domain/perimeter';
import { Refusal } from '../errors';
import { isDuplicate, type Database } from '../host';
import { shipped } from '../snapshot';
import { readSettings } from '../stored-settings';
import { userNames } from '../user-names';

const SETTING = 'perimeter:';
/** As many bytes as a text column holds on every database. */
const MOST_BYTES = 60_000;

interface StoredPerimeter extends Perimeter {
  on: string;
  by: string | null;
}

type Version = Perimeter & { id: number; signed: Pick<StoredPerimeter, 'on' | 'by'> | null };

/** The default of the package, then what people have kept, oldest first. */
export async function loadPerimeters(database: Database): Promise<Version[]> {
  const settings = await readSettings<StoredPerimeter>(database, SETTING);
  const own = [...settings].map(([name, { on, by, ...perimeter }]) => ({
    ...perimeter,
    id: Number(name.slice(SETTING.length)),
    signed: { on, by },
  }));
  const standard = JSON.parse(shipped('seeds/perimeter/default.json')) as Perimeter;
  return [{ ...standard, id: 0, signed: null }, ...own.sort((a, b) => a.id - b.id)];
}

export async function listPerimeters(database: Database): Promise<PerimetersAnswer> {
  const versions = await loadPerimeters(database);
  const names = await userNames(
    database,
    versions.flatMap(({ signed }) => signed?.by ?? []),
  );
  return {
    versions: versions.map(({ signed, ...version }) => ({
      ...version,
      default: signed === null,
      on: signed?.on ?? null,
      by: signed?.by ? (names.get(signed.by) ?? null) : null,
    })),
  };
}

/** Adds a version; what runs have recorded of former ones does not change. */
export async function storePerimeter(
  database: Database,
  perimeter: PerimeterRequest,
  user: string | null,
): Promise<PerimetersAnswer> {
  const stored: StoredPerimeter = { ...perimeter, on: new Date().toISOString(), by: user };
  const value = JSON.stringify(stored);
  const bytes = Buffer.byteLength(value);
  if (bytes > MOST_BYTES) throw new Refusal('INVALID_REQUEST', { detail: `${bytes} > ${MOST_BYTES} bytes` });
  for (;;)
    try {
      const last = (await loadPerimeters(database)).at(-1)!;
      await database('m57_settings').insert({ name: `${SETTING}${last.id + 1}`, value });
      return listPerimeters(database);
    } catch (error) {
      // Somebody else was quicker with this number.
      if (!isDuplicate(error)) throw error;
    }
}
