import fullCosts from '../../seeds/demo-town/full-costs/full-costs.json';
import names from '../../seeds/demo-town/residents/names.json';
import seeds from '../../seeds/demo-town/residents/residents.json';
import rules from '../../seeds/rules/M57_D.json';
import type { DemoFullCosts } from '../../extensions/directus-extension-m57/src/domain/demo-town/full-costs';
import { demoResidents } from '../../extensions/directus-extension-m57/src/domain/demo-town/residents';
import { familyPortalFile } from '../../extensions/directus-extension-m57/src/domain/demo-town/residents-file';
import type {
  NameLists,
  ResidentsParameters,
} from '../../extensions/directus-extension-m57/src/domain/demo-town/residents-parameters';
import { keysOf } from '../../extensions/directus-extension-m57/src/domain/relation/normalise';
import type { IncomingPerson } from '../../extensions/directus-extension-m57/src/domain/relation/row';
import { bulkInsert, copied, copyText } from '../../extensions/directus-extension-m57/src/server/bulk';
import { clientOf } from '../../extensions/directus-extension-m57/src/server/host';
import { dayValue } from '../../extensions/directus-extension-m57/src/server/relation/columns';
import { newPseudonym } from '../../extensions/directus-extension-m57/src/server/relation/pseudonym';
import type { Host } from '../support/host';

const parameters = seeds as unknown as ResidentsParameters;
const lists = names as unknown as NameLists;
const catalogue = fullCosts as unknown as DemoFullCosts;

/** The services of the demo town, as they come in by its rules. */
export const SERVICES = [...rules.services, ...fullCosts.services].map(({ name }) => name);
export const TODAY = parameters.today;

type Connection = Host['database'];
type Cell = string | number | null;

const KEYS = ['email_key', 'phone_key', 'name_key', 'sound_key', 'birth_key'] as const;
const IDENTITY = [
  'citizen',
  'last_name',
  'first_name',
  'birth_date',
  'email',
  'phone',
  'address',
  'postcode',
  'city',
  ...KEYS,
];
const ZONE = ['id', 'code', 'name', 'kind', 'parent'];
const CITIZEN = [
  'id',
  'pseudonym',
  'birth_year',
  'zone',
  'household',
  'household_size',
  'household_type',
  'quotient_band',
  'registered_on',
  'source',
];
const INTERACTION = [
  'citizen',
  'service',
  'kind',
  'date',
  'units',
  'amount',
  'channel',
  'status',
  'due_on',
  'closed_on',
  'subject',
  'score',
  'campaign',
  'purpose',
  'source',
  'source_key',
];

/** Rows written, of each sort. */
export interface Loaded {
  citizens: number;
  interactions: number;
  /** Seconds. */
  persons: number;
  uses: number;
}

/** Generates a town of this size and writes it past Directus; `services`: ids in the order of SERVICES. */
export async function loadTown(
  database: Connection,
  size: { citizens: number; interactions: number },
  services: readonly number[],
): Promise<Loaded> {
  const town = demoResidents(parameters, lists, catalogue, {
    citizens: size.citizens,
    seed: parameters.seed,
    today: parameters.today,
    perCitizen: size.interactions / size.citizens,
    service: (name) => services[SERVICES.indexOf(name)]!,
  });
  const day = days(database);
  const loaded: Loaded = { citizens: 0, interactions: 0, persons: 0, uses: 0 };
  const start = performance.now();
  const zones = town.zones().map((zone) => ZONE.map((name) => (zone as never)[name] as Cell));
  await write(database, 'm57_zones', ZONE, zones);
  for (const block of town.citizens()) {
    loaded.citizens += block.length;
    const rows = block.map((row) => CITIZEN.map((name) => day(name, (row as never)[name] as Cell)));
    await write(database, 'm57_citizens', CITIZEN, rows);
  }
  for (const block of town.identities()) {
    const rows = block.map((row) => {
      const keys = keysOf({ ...row, birth_year: null });
      const cells = { ...row, ...keys } as Record<string, unknown>;
      return IDENTITY.map((name) => day(name, cells[name] as Cell));
    });
    await write(database, 'm57_identities', IDENTITY, rows);
  }
  const between = performance.now();
  for (const block of town.interactions()) {
    loaded.interactions += block.length;
    const rows = block.map((row) =>
      INTERACTION.map((name) => {
        const cell = (row as never)[name] as Cell;
        return name === 'units' || name === 'amount' ? euros(cell) : day(name, cell);
      }),
    );
    await write(database, 'm57_interactions', INTERACTION, rows);
  }
  loaded.persons = (between - start) / 1000;
  loaded.uses = (performance.now() - between) / 1000;
  if (clientOf(database) === 'postgres') {
    await database.raw(
      `select setval(pg_get_serial_sequence('m57_citizens', 'id'), max(id)) from m57_citizens`,
    );
    await database.raw('analyze m57_citizens, m57_identities, m57_interactions');
  }
  return loaded;
}

/** Writes persons who are known, and gives their ids in the same order. */
export async function loadPersons(
  database: Connection,
  persons: readonly IncomingPerson[],
): Promise<number[]> {
  const row = await database('m57_citizens').max({ id: 'id' }).first();
  const first = Number(row?.['id'] ?? 0) + 1;
  const day = days(database);
  for (let start = 0; start < persons.length; start += 5_000) {
    const block = persons.slice(start, start + 5_000);
    const citizens = block.map(({ birth_year }, at) => [first + start + at, newPseudonym(), birth_year]);
    await write(database, 'm57_citizens', ['id', 'pseudonym', 'birth_year'], citizens);
    const identities = block.map((person, at) => {
      const cells = { ...person, ...keysOf(person), citizen: first + start + at } as Record<string, unknown>;
      return IDENTITY.map((name) => day(name, cells[name] as Cell));
    });
    await write(database, 'm57_identities', IDENTITY, identities);
  }
  if (clientOf(database) === 'postgres')
    await database.raw(
      `select setval(pg_get_serial_sequence('m57_citizens', 'id'), max(id)) from m57_citizens`,
    );
  return persons.map((_, at) => first + at);
}

const DAYS = ['registered_on', 'birth_date', 'date', 'due_on', 'closed_on'];

function days(database: Connection): (name: string, cell: Cell) => Cell {
  const values = new Map<Cell, Cell>();
  return (name, cell) => {
    if (cell === null || !DAYS.includes(name)) return cell;
    let value = values.get(cell);
    if (value === undefined) values.set(cell, (value = dayValue(database, String(cell))));
    return value;
  };
}

const euros = (hundredths: Cell) => (hundredths === null ? null : Number(hundredths) / 100);

async function write(database: Connection, table: string, columns: string[], rows: Cell[][]): Promise<void> {
  if (clientOf(database) !== 'postgres') return bulkInsert(database, table, columns, rows);
  const text = rows.map((row) => `${row.map(copied).join('\t')}\n`).join('');
  await copyText(database, table, columns, Buffer.from(text));
}

/** A family portal's export of persons and their interactions, none of whom is of the town. */
export const portalFile = (rows: number): Iterable<string> =>
  familyPortalFile(parameters, lists, catalogue, { rows, seed: parameters.seed + 1, today: TODAY });

/** What its columns hold; services are to be told. */
export const PORTAL_COLUMNS = [
  'person_key',
  'last_name',
  'first_name',
  'birth_date',
  'email',
  'phone',
  'address',
  'postcode',
  'city',
  'interaction_key',
  'date',
  'kind',
  'service',
  'units',
  'amount',
  'channel',
];

/** What the portal exports of the same persons afterwards: other operations, told by the person's number alone. */
export function* usesFile(rows: number): Generator<string> {
  for (const piece of portalFile(rows))
    yield piece
      .split('\r\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [person, ...cells] = line.split(';');
        const [operation, ...uses] = cells.slice(8);
        return `${[person, operation!.replace(/^T/, 'S'), ...uses].join(';')}\r\n`;
      })
      .join('');
}

/** What its columns hold. */
export const USES_COLUMNS = PORTAL_COLUMNS.filter(
  (field) =>
    field === 'person_key' || PORTAL_COLUMNS.indexOf(field) >= PORTAL_COLUMNS.indexOf('interaction_key'),
);
