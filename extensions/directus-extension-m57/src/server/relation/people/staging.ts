import { Ahead } from '../../ahead';
import { copied, copyText, insertText } from '../../bulk';
import { clientOf, type Database } from '../../host';
import { dayValue } from '../columns';
import { KEY_COLUMNS } from './candidates';
import type { ReadyInteraction } from './incoming';
import type { MatchedPerson } from './matcher';

/** Rows of one short statement: on SQLite everything else waits while one runs. */
const BATCH = 2_000;

/** Of m57_identities, as they are staged too. */
export const IDENTITY_COLUMNS = [
  'last_name',
  'first_name',
  'birth_date',
  'email',
  'phone',
  'address',
  'postcode',
  'city',
] as const;

/** Of m57_citizens, as they are staged too. */
export const PROFILE_COLUMNS = [
  'birth_year',
  'zone',
  'household',
  'household_size',
  'household_type',
  'quotient_band',
] as const;

const PERSON_COLUMNS = [
  'job',
  'position',
  'citizen',
  'pseudonym',
  'fresh',
  'person_key',
  ...IDENTITY_COLUMNS,
  ...PROFILE_COLUMNS,
  ...KEY_COLUMNS,
];

const INTERACTION_COLUMNS = [
  'job',
  'position',
  'person',
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
  'source_key',
  'source_hash',
];

/** What the text of a person stands for here. */
export interface Placing {
  /** Id of a zone by its code. */
  zone(code: string): number | null;
  /** Number of a household by its key in the source. */
  household(key: string): number;
}

type Cell = string | number | null;

/** Writes persons and interactions to the staging tables, where nobody sees them, while the next are read. */
export class Staging {
  private persons: Cell[][] = [];
  private interactions: Cell[][] = [];
  private readonly writing = new Ahead();

  constructor(
    private readonly database: Database,
    readonly job: number,
    private readonly placing: Placing,
  ) {}

  async addPersons(matched: readonly MatchedPerson[]): Promise<void> {
    for (const { local, prepared, citizen, pseudonym, fresh } of matched) {
      const { person } = prepared;
      this.persons.push([
        this.job,
        local,
        citizen,
        pseudonym,
        fresh ? 1 : 0,
        person.person_key,
        person.last_name,
        person.first_name,
        this.day(person.birth_date),
        person.email,
        person.phone,
        person.address,
        person.postcode,
        person.city,
        person.birth_year,
        person.zone === null ? null : this.placing.zone(person.zone),
        person.household === null ? null : this.placing.household(person.household),
        person.household_size,
        person.household_type,
        person.quotient_band,
        ...KEY_COLUMNS.map((column) => prepared[column]),
      ]);
    }
    if (this.persons.length >= BATCH) await this.write();
  }

  async addInteractions(ready: readonly ReadyInteraction[]): Promise<void> {
    for (const { line, local, interaction, hash } of ready)
      this.interactions.push([
        this.job,
        line,
        local,
        interaction.service,
        interaction.kind,
        this.day(interaction.date),
        interaction.units,
        interaction.amount,
        interaction.channel,
        interaction.status,
        this.day(interaction.due_on),
        this.day(interaction.closed_on),
        interaction.subject,
        interaction.score,
        interaction.campaign,
        interaction.purpose,
        interaction.interaction_key,
        hash,
      ]);
    if (this.interactions.length >= BATCH) await this.write();
  }

  /** Writes what waits, and ends when all is there. */
  async end(): Promise<void> {
    await this.write();
    await this.writing.end();
  }

  /** PostgreSQL knows nothing yet of rows that have just come, and would plan as if there were a few. */
  async describe(): Promise<void> {
    if (clientOf(this.database) !== 'postgres') return;
    await this.database.raw('analyze ??, ??', ['m57_staging_people', 'm57_staging_interactions']);
  }

  /** Waits until nothing is being written any more. */
  async settle(): Promise<void> {
    await this.writing.settle();
  }

  /** Begins to write what waits, after what is being written. */
  private async write(): Promise<void> {
    const { persons, interactions } = this;
    this.persons = [];
    this.interactions = [];
    await this.writing.begin(async () => {
      await insertRows(this.database, 'm57_staging_people', PERSON_COLUMNS, persons);
      await insertRows(this.database, 'm57_staging_interactions', INTERACTION_COLUMNS, interactions);
    });
  }

  private readonly days = new Map<string, string>();

  /** A day as it will be kept: SQLite reckons with the time zones of today only, and births are older. */
  private day(day: string | null): string | null {
    if (day === null || clientOf(this.database) !== 'sqlite') return day;
    let value = this.days.get(day);
    if (value === undefined) {
      value = String(dayValue(this.database, day));
      this.days.set(day, value);
    }
    return value;
  }
}

/** A staged day, for the column of a collection. */
export const dayOfStaged = (database: Database, column: string): string =>
  clientOf(database) === 'sqlite' ? `cast(${column} as integer)` : `cast(${column} as date)`;

/** In the form that each database reads fastest. */
async function insertRows(
  database: Database,
  table: string,
  columns: readonly string[],
  rows: readonly Cell[][],
): Promise<void> {
  if (rows.length === 0) return;
  const client = clientOf(database);
  if (client === 'postgres') {
    const text = rows.map((row) => `${row.map(copied).join('\t')}\n`).join('');
    return copyText(database, table, columns, Buffer.from(text));
  }
  const literal = client === 'mysql' ? mysqlLiteral : sqliteLiteral;
  const text = rows.map((row) => `(${row.map(literal).join(',')})`).join(',');
  await insertText(database, table, columns, Buffer.from(text));
}

/** As SQLite reads it: a quote is doubled, and nothing else has a meaning inside quotes. */
const sqliteLiteral = (cell: Cell): string =>
  cell === null ? 'null' : typeof cell === 'number' ? String(cell) : `'${cell.replaceAll("'", "''")}'`;

/** What a backslash means to MySQL and MariaDB is a setting of theirs: text that needs care is written in digits. */
const mysqlLiteral = (cell: Cell): string =>
  typeof cell === 'string' && /['\\]/.test(cell)
    ? `_utf8mb4 x'${Buffer.from(cell).toString('hex')}'`
    : sqliteLiteral(cell);
