import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRows, type CsvRow } from './csv';
import { issuesOf } from './testing';

async function rows(text: string, cuts: number[] = []): Promise<CsvRow[]> {
  async function* pieces() {
    const places = [...cuts.filter((cut) => cut < text.length), text.length].sort((a, b) => a - b);
    let start = 0;
    for (const end of places) {
      yield text.slice(start, end);
      start = end;
    }
  }
  const all: CsvRow[] = [];
  for await (const batch of csvRows(pieces())) all.push(...batch);
  return all;
}
const cells = async (text: string) => (await rows(text)).map((row) => row.map((cell) => cell.text));

describe('csvRows', () => {
  it('takes the delimiter that the first line has most', async () => {
    expect(await cells('a;b,c;d\n1;2;3')).toEqual([
      ['a', 'b,c', 'd'],
      ['1', '2', '3'],
    ]);
    expect(await cells('a,b\n"1;1",2')).toEqual([
      ['a', 'b'],
      ['1;1', '2'],
    ]);
    expect(await cells('a\tb\n1\t2')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('ends rows at CRLF, LF and CR, and keeps the empty ones', async () => {
    expect(await cells('a\r\nb\nc\rd\r\n\r\ne')).toEqual([['a'], ['b'], ['c'], ['d'], [''], ['e']]);
  });

  it('reads quotes, doubled quotes, and line breaks and delimiters between them', async () => {
    expect(await cells('"a""b",c\r\n"1\r\n2","x,y"\r\n5" pipe,')).toEqual([
      ['a"b', 'c'],
      ['1\r\n2', 'x,y'],
      ['5" pipe', ''],
    ]);
  });

  it('says where each cell begins', async () => {
    const [, second, third] = await rows('a,b,c\r\nxx,"1\r\n23",z\r\né,,');
    expect(second).toEqual([
      { text: 'xx', line: 2, column: 1 },
      { text: '1\r\n23', line: 2, column: 4 },
      { text: 'z', line: 3, column: 5 },
    ]);
    expect(third?.map(({ line, column }) => [line, column])).toEqual([
      [4, 1],
      [4, 3],
      [4, 4],
    ]);
  });

  it('refuses what it cannot read, with the place', async () => {
    expect(await issuesOf(rows('a,b\n1,"2\n3'))).toEqual([
      { code: 'CSV_QUOTE_UNCLOSED', line: 2, column: 3, params: {} },
    ]);
    expect(await issuesOf(rows('a,b\n"1" x,2'))).toEqual([
      { code: 'CSV_QUOTE_MISPLACED', line: 2, column: 4, params: {} },
    ]);
  });

  it.each([['x'], [','], ['""']])('refuses an endless row of %s', async (part) => {
    const endless = part.repeat(10_000_000 / part.length);
    for (const text of [endless, `a,b\n1,2\n${endless}`])
      expect((await issuesOf(rows(text)))[0]?.code).toBe('CSV_ROW_TOO_LONG');
  });

  it('agrees with csv-parse on any table, however it is cut', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', 'é', '"', ',', ';', '\n', '\r', ' ', '𝄞'),
      maxLength: 6,
    });
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 5 }),
      );
    const written = fc.tuple(table, fc.constantFrom('\n', '\r\n')).map(([content, end]) => {
      const quote = (text: string) => (/[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
      const width = content[0]!.length;
      const header = Array.from({ length: width }, (_, rank) => `c${rank}`);
      return [header, ...content].map((row) => row.map(quote).join(';')).join(end);
    });
    await fc.assert(
      fc.asyncProperty(written, fc.array(fc.nat({ max: 80 })), async (text, cuts) => {
        const expected: string[][] = parse(text, { delimiter: ';', relax_column_count: true });
        const found = await rows(text, cuts);
        expect(found.map((row) => row.map((cell) => cell.text))).toEqual(expected);
        for (const { text: value, line, column } of found.flat()) {
          const from = text.split(/\r\n|\r|\n/)[line - 1]!.slice(column - 1);
          const begin = value.split(/\r\n|\r|\n/)[0]!;
          expect(
            from.replaceAll('""', '"').replace(/^"/, '').startsWith(begin) || from.startsWith(begin),
          ).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
