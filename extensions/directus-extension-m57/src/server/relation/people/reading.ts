import { InputError, type Issue } from '../../../domain/issue';
import type { RelationMapping } from '../../../domain/relation/fields';
import type { Purpose } from '../../../domain/relation/model';
import { readRelation } from '../../../domain/relation/reader';
import type { IncomingInteraction, IncomingPerson, RelationRow } from '../../../domain/relation/row';
import { Ahead } from '../../ahead';
import type { Database } from '../../host';
import { today } from '../columns';
import {
  hashOf,
  knownInteractions,
  withStatus,
  type ChangedInteraction,
  type ReadyInteraction,
} from './incoming';
import { Matcher, type MatchedPerson } from './matcher';

/** What a file holds and what becomes of it, without anything of a person. */
export interface FileReading {
  counts: { rows: number; persons: number; interactions: number; anonymous: number; known: number };
  matching: { certain: number; probable: number; new: number };
  /** Whole hundredths and whole cents. */
  totals: { units: number; amount: number };
  /** The first of each code, and how many there are. */
  warnings: { issue: Issue; count: number }[];
}

/** Takes what a file holds, as it is read. */
export interface PeopleSink {
  persons(matched: readonly MatchedPerson[]): Promise<void>;
  interactions(ready: readonly ReadyInteraction[]): Promise<void>;
  progress(rows: number): Promise<void>;
}

/** Rows that are looked up together. */
const BLOCK = 1_000;

/** A consent that a file tells of: nobody is taken to consent who says no elsewhere in it. */
export interface ToldConsent {
  says: boolean;
  /** ISO; null: the day of the import. */
  day: string | null;
}

/**
 * Reads a file of persons and interactions once: who its persons are, which interactions are in already, and which of
 * these the source tells otherwise now. Nothing is written but by `sink`. Throws InputError as readRelation does, and
 * for a mapping whose services or purposes are not there.
 */
export class PeopleReader {
  readonly matcher: Matcher;
  readonly changed: ChangedInteraction[] = [];
  readonly consents = new Map<number, ToldConsent>();
  private readonly counts = { rows: 0, interactions: 0, anonymous: 0, known: 0 };
  /** Whether nothing of the source was in when reading began. */
  private isNew: boolean | undefined;
  private readonly totals = { units: 0, amount: 0 };
  private readonly warnings = new Map<string, { issue: Issue; count: number }>();

  constructor(
    private readonly database: Database,
    private readonly mapping: RelationMapping,
    private readonly zones: ReadonlyMap<string, number>,
  ) {
    this.matcher = new Matcher(database, mapping.source);
  }

  async read(bytes: () => AsyncIterable<Uint8Array>, sink: PeopleSink): Promise<FileReading> {
    await assertMapping(this.database, this.mapping);
    // While some are looked up in the database, the next ones are read.
    const [persons, interactions] = [new Ahead(), new Ahead()];
    let waiting: RelationRow[] = [];
    const take = async () => {
      const [ready, rows] = [this.listen(waiting), this.counts.rows];
      waiting = [];
      if (this.matcher.isDue) await persons.begin(async () => sink.persons(await this.matcher.match()));
      await interactions.begin(async () => {
        await sink.interactions(await this.unknown(ready));
        await sink.progress(rows);
      });
    };
    try {
      for await (const { rows, warnings } of readRelation(bytes(), this.mapping, { today: today() })) {
        for (const issue of warnings) this.warn(issue, Number(issue.params['rows'] ?? 1));
        for (const row of rows) waiting.push(row);
        if (waiting.length >= BLOCK) await take();
      }
      await take();
      await Promise.all([persons.end(), interactions.end()]);
    } finally {
      await Promise.all([persons.settle(), interactions.settle()]);
    }
    await sink.persons(await this.matcher.match(true));
    if (this.changed.length > 0) {
      const { line } = this.changed[0]!;
      const params = { rows: this.changed.length };
      this.warn({ code: 'INTERACTIONS_CHANGED', line, column: null, params }, this.changed.length);
    }
    return this.outcome();
  }

  private outcome(): FileReading {
    return {
      counts: { ...this.counts, persons: this.matcher.persons },
      matching: this.matcher.counts,
      totals: this.totals,
      warnings: [...this.warnings.values()],
    };
  }

  /** Who is told by the rows, and what of them. */
  private listen(rows: readonly RelationRow[]): ReadyInteraction[] {
    const ready: ReadyInteraction[] = [];
    for (const { line, person, interaction, consent } of rows) {
      this.counts.rows += 1;
      const local = person === null ? null : this.matcher.localOf(person);
      if (person !== null) this.lookAtZone(person, line);
      if (local !== null && consent !== null) this.hear(local, consent, interaction?.date ?? null);
      if (interaction === null) continue;
      this.count(interaction, local);
      ready.push({
        line,
        local,
        interaction,
        hash: interaction.interaction_key === null ? null : hashOf(interaction),
      });
    }
    return ready;
  }

  /** Those that are not in yet; notes those that are told otherwise now. */
  private async unknown(ready: readonly ReadyInteraction[]): Promise<ReadyInteraction[]> {
    // In the order of the index: PostgreSQL would look for a source that it holds to be frequent in the whole table.
    this.isNew ??= !(await this.database('m57_interactions')
      .where({ source: this.mapping.source })
      .orderBy(['source', 'source_key'])
      .first('id'));
    const keys = this.isNew ? [] : ready.flatMap(({ interaction }) => interaction.interaction_key ?? []);
    const known = await knownInteractions(this.database, this.mapping.source, keys);
    return ready.flatMap((one) => {
      const { interaction, hash, line } = one;
      const there = interaction.interaction_key === null ? undefined : known.get(interaction.interaction_key);
      if (!there) return [{ ...one, interaction: withStatus(interaction) }];
      this.counts.known += 1;
      if (there.hash !== null && there.hash !== hash)
        this.changed.push({ id: there.id, line, interaction, hash: hash! });
      return [];
    });
  }

  private count(interaction: IncomingInteraction, local: number | null): void {
    this.counts.interactions += 1;
    if (local === null) this.counts.anonymous += 1;
    this.totals.units += interaction.units ?? 0;
    this.totals.amount += interaction.amount ?? 0;
  }

  private hear(local: number, says: boolean, day: string | null): void {
    const heard = this.consents.get(local);
    if (!heard || !says) this.consents.set(local, { says, day });
  }

  private lookAtZone({ zone }: IncomingPerson, line: number): void {
    if (zone === null || this.zones.has(zone)) return;
    this.warn({ code: 'ZONES_UNKNOWN', line, column: null, params: { rows: 1 } }, 1);
  }

  private warn(issue: Issue, count: number): void {
    const { code, column, params } = issue;
    // What is said of a column is said of each.
    const name = 'rows' in params ? code : `${code} ${column}`;
    const total = count + (this.warnings.get(name)?.count ?? 0);
    const first = this.warnings.get(name)?.issue ?? issue;
    this.warnings.set(name, {
      issue: 'rows' in params ? { ...first, params: { ...params, rows: total } } : first,
      count: total,
    });
  }
}

/** Ids of zones by their codes. */
export async function zonesByCode(database: Database): Promise<Map<string, number>> {
  const rows: { id: number; code: string }[] = await database('m57_zones').select('id', 'code');
  return new Map(rows.map(({ id, code }) => [code, id]));
}

/** A mapping that was saved may speak of services and purposes that are gone since. */
async function assertMapping(database: Database, mapping: RelationMapping): Promise<void> {
  const { whole, values, header } = mapping;
  const asked = new Set(Object.values(values.service ?? {}));
  if (whole.service !== undefined) asked.add(whole.service);
  const services = new Set<number>(await database('m57_services').pluck('id'));
  const issues: Issue[] = [...asked]
    .filter((id) => !services.has(id))
    .map((service) => ({ code: 'MAPPING_SERVICE', line: header, column: null, params: { service } }));
  const purposes = await purposesByCode(database);
  for (const code of new Set([whole.purpose, whole.consent_purpose]))
    if (code !== undefined && !purposes.has(code))
      issues.push({ code: 'MAPPING_PURPOSE', line: header, column: null, params: { purpose: code } });
  const consents = whole.consent_purpose;
  if (consents !== undefined && purposes.get(consents)?.wording.trim() === '')
    issues.push({ code: 'MAPPING_WORDING', line: header, column: null, params: { purpose: consents } });
  if (issues.length > 0) throw new InputError(issues);
}

/** What consents and interactions need to know of purposes. */
export async function purposesByCode(
  database: Database,
): Promise<Map<string, Pick<Purpose, 'basis' | 'wording'>>> {
  const rows: Pick<Purpose, 'code' | 'basis' | 'wording'>[] = await database('m57_purposes').select(
    'code',
    'basis',
    'wording',
  );
  return new Map(rows.map(({ code, ...purpose }) => [code, purpose]));
}
