import type { Knex } from 'knex';
import type { AnalysedLine, Sink } from '../../domain/analysis/analyse';
import type { Cents } from '../../domain/money';
import { Ahead } from '../ahead';
import { bulkInsert, copied, copyText, TextBuffer } from '../bulk';
import { emptyReport } from '../../domain/analysis/report';
import type { Database } from '../host';
import { insertId } from '../jobs';
import { waitingRow } from './import-row';
import type { AddedDocument, LineWriter } from './line-writer';
import { AMOUNT_COLUMNS, CODE_COLUMNS, LINE_CODES } from './publish';
import type { ReceivedFile } from './receive';

/** Rows of one COPY. */
const BATCH = 5_000;

const COLUMNS = ['import', 'document', 'imputation', ...LINE_CODES, 'position', ...AMOUNT_COLUMNS];

/** Each transaction holds one of the connections that the host has for all requests. */
const SHARE_OF_CONNECTIONS = 1 / 4;
let holding = 0;

/** One coding of the file. */
interface Coding extends Omit<Parameters<Sink['imputations']>[0][number], 'local'> {
  /** Of its imputation; reserved where that is not there yet. */
  id: number;
  isNew: boolean;
}

/** What the lines of one document and one coding begin with, and add up to. */
interface Group {
  head: Buffer;
  lines: number;
  budgeted: Cents;
  realised: Cents;
}

/**
 * On PostgreSQL an open transaction stops nobody and nobody sees into it: lines go to their table at once, by COPY,
 * while the file is read, and publishing adds the rest. So they are written once, and as quickly as the database's own
 * loader does.
 *
 * The ids that lines need are reserved, and what they stand for is added when publishing: an imputation added in the
 * middle would make every other import that knows it wait until this one has read its file.
 */
export class CopiedLines implements LineWriter {
  private trx: Knex.Transaction | null = null;
  private readonly codings: Coding[] = [];
  private readonly documents: { id: number; groups: Map<number, Group> }[] = [];
  private rows = new TextBuffer();
  private count = 0;
  /** Being written, while the next lines are read into the other. */
  private written = new TextBuffer();
  private readonly writing = new Ahead();

  /** `importId`: the row that has stood for the import since it was queued. */
  constructor(
    private readonly database: Database,
    private readonly file: Pick<ReceivedFile, 'name' | 'sha256'>,
    public importId: number | null,
  ) {
    holding += 1;
  }

  /** Whether another transaction leaves connections enough to all others. */
  static hasPlace(database: Database): boolean {
    return holding + 1 <= database.client.pool.max * SHARE_OF_CONNECTIONS;
  }

  documentKey(local: number): { id?: number } {
    const document = this.documents[local];
    return document ? { id: document.id } : {};
  }

  async imputations(added: Parameters<Sink['imputations']>[0]): Promise<void> {
    const known = await idsOf(
      this.database,
      added.map(({ key }) => key),
    );
    const reserved = await this.reserve('m57_imputations', added.length - known.size);
    for (const { local, key, imputation } of added) {
      const id = known.get(key);
      this.codings[local] = { key, imputation, id: id ?? reserved.pop()!, isNew: id === undefined };
    }
  }

  async lines(batch: readonly AnalysedLine[]): Promise<void> {
    const { rows } = this;
    for (const { line, document, imputation, budgeted } of batch) {
      if (!this.documents[document]) await this.open(document);
      const group = this.groupOf(document, imputation);
      rows.append(group.head);
      rows.integer(line.line);
      for (const column of AMOUNT_COLUMNS) {
        const cents = column === 'budgeted' ? budgeted : line.amounts[column];
        if (cents === null) rows.ascii('\t\\N');
        else {
          rows.ascii('\t');
          rows.euros(cents);
        }
      }
      rows.ascii('\n');
      group.lines += 1;
      group.budgeted += budgeted;
      group.realised += line.amounts.realised ?? 0;
    }
    this.count += batch.length;
    if (this.count >= BATCH) await this.write();
  }

  async end(): Promise<void> {
    await this.write();
    await this.writing.end();
  }

  /** Ends the transaction of the lines. */
  async publish<T>(work: (trx: Database) => Promise<T>): Promise<T> {
    const trx = this.trx ?? (await this.database.transaction());
    this.trx = trx;
    const result = await work(trx);
    await trx.commit();
    return result;
  }

  async addImputations(trx: Database): Promise<void> {
    const reserved = this.codings.filter(({ isNew }) => isNew);
    const known = await idsOf(
      trx,
      reserved.map(({ key }) => key),
    );
    const rows = reserved
      .filter(({ key }) => !known.has(key))
      .map(({ id, key, imputation }) => [
        id,
        key,
        ...CODE_COLUMNS.map((column) => imputation[column] ?? null),
      ]);
    await bulkInsert(trx, 'm57_imputations', ['id', 'code', ...CODE_COLUMNS], rows);
    // Another import has brought these meanwhile: its id counts, wherever the reserved one was used.
    const others = reserved.filter(({ key }) => known.has(key));
    if (others.length === 0) return;
    await trx.raw(
      `update m57_lines set imputation = other.id from unnest(?::int[], ?::int[]) as other (reserved, id)
       where document = any(?::int[]) and imputation = other.reserved`,
      [
        others.map(({ id }) => id),
        others.map(({ key }) => known.get(key)!),
        this.documents.map(({ id }) => id),
      ],
    );
    for (const coding of others) coding.id = known.get(coding.key)!;
  }

  /** The lines are there. */
  async addLines(trx: Database, { local, document }: AddedDocument): Promise<void> {
    const groups = this.documents[local]?.groups ?? new Map<number, Group>();
    const rows = [...groups].map(([coding, { lines, budgeted, realised }]) => [
      document,
      this.codings[coding]!.id,
      lines,
      budgeted,
      realised,
    ]);
    await bulkInsert(trx, 'm57_sums', ['document', 'imputation', 'lines', 'budgeted', 'realised'], rows);
  }

  async discard(): Promise<void> {
    await this.writing.settle();
    try {
      if (this.trx && !this.trx.isCompleted()) await this.trx.rollback();
    } catch {
      // Its connection is lost, and the transaction with it.
    } finally {
      holding -= 1;
    }
  }

  /** Reserves the id of a document; before the first, the import begins to be there, for whoever is inside. */
  private async open(document: number): Promise<void> {
    if (!this.trx) {
      this.trx = await this.database.transaction();
      this.importId ??= await insertId(this.trx, 'm57_imports', {
        ...waitingRow(this.file, null),
        report: JSON.stringify(emptyReport(this.file)),
      });
    }
    const [id] = await this.reserve('m57_documents', 1);
    this.documents[document] = { id: id!, groups: new Map() };
  }

  private groupOf(document: number, coding: number): Group {
    const { id, groups } = this.documents[document]!;
    let group = groups.get(coding);
    if (!group) {
      const { id: imputation, imputation: codes } = this.codings[coding]!;
      const cells = [this.importId, id, imputation, ...LINE_CODES.map((name) => codes[name])];
      const head = Buffer.from(cells.map((cell) => `${copied(cell)}\t`).join(''));
      group = { head, lines: 0, budgeted: 0, realised: 0 };
      groups.set(coding, group);
    }
    return group;
  }

  private async reserve(table: string, count: number): Promise<number[]> {
    if (count === 0) return [];
    const { rows } = await this.database.raw(
      `select nextval(pg_get_serial_sequence(?, 'id')) as id from generate_series(1, ?::int)`,
      [table, count],
    );
    return rows.map(({ id }: { id: number | string }) => Number(id));
  }

  /** Begins to write what waits: the next lines are read while the database works on these. */
  private async write(): Promise<void> {
    await this.writing.end();
    if (this.count === 0) return;
    [this.rows, this.written] = [this.written, this.rows];
    this.rows.clear();
    this.count = 0;
    await this.writing.begin(() => copyText(this.trx!, 'm57_lines', COLUMNS, this.written.content));
  }
}

/** The ids of the imputations that are there, by their code. */
async function idsOf(database: Database, codes: string[]): Promise<Map<string, number>> {
  const rows: { id: number; code: string }[] = await database('m57_imputations')
    .whereRaw('code = any(?)', [codes])
    .select('id', 'code');
  return new Map(rows.map(({ id, code }) => [code, id]));
}
