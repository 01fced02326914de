import { describe, expect, it } from 'vitest';
import { ledger } from './ledger';
import { openTable, readTable } from './open-table';
import { issuesOf, utf8 } from './testing';

const rows = Array.from({ length: 30_000 }, (_, at) => `6068;${at},50`);
const text = utf8(['Compte;Montant', ...rows].join('\n'));

/** The bytes in pieces, and whether their stream was ended before it was read through. */
function watched(bytes: Uint8Array) {
  const seen = { pieces: 0, closed: false };
  async function* pieces() {
    try {
      for (let at = 0; at < bytes.length; at += 4_096) {
        seen.pieces += 1;
        yield bytes.subarray(at, at + 4_096);
      }
    } finally {
      seen.closed = true;
    }
  }
  return { seen, bytes: pieces() };
}

describe('openTable', () => {
  it('looks at the head and hands on every row once', async () => {
    const { bytes } = watched(text);
    const table = await openTable(bytes);
    expect(table.table.proposal.columns).toEqual({ nature: 0, amount: 1 });
    let count = 0;
    for await (const batch of table.rows()) count += batch.length;
    expect(count).toBe(rows.length + 1);
  });

  it('leaves no file open behind a head, or a file that tells too little', async () => {
    const head = watched(text);
    expect((await readTable(head.bytes)).missing).toEqual(['siret', 'exercice']);
    expect(head.seen.closed).toBe(true);
    expect(head.seen.pieces).toBeLessThan(text.length / 4_096 / 2);

    const incomplete = watched(text);
    expect(await issuesOf(ledger.read(incomplete.bytes)[Symbol.asyncIterator]().next())).toHaveLength(1);
    expect(incomplete.seen.closed).toBe(true);
  });

  it('says that an empty file is empty', async () => {
    expect(await issuesOf(readTable(watched(utf8('')).bytes))).toMatchObject([{ code: 'EMPTY_FILE' }]);
  });
});
