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
  it.each([';', '\t', ','])(
    'takes %j below a title of any words, beside decimal commas and texts',
    async (mark) => {
      const amount = mark === ',' ? '"1,50"' : '1,50';
      const rows = [
        ['nature', 'libelle', 'debit', 'credit'],
        ['60632', mark === ',' ? 'Pain' : 'Pain, lait, sucre, sel', amount, amount],
        ['60633', '"Route; pont"', amount, amount],
      ];
      const title = ['Grand livre, édité le 3 mars, par la mairie', 'Budget principal, 2024', ''];
      const text = [...title, ...rows.map((cells) => cells.join(mark))].join('\r\n');
      const found = (await cells(text)).slice(-3);
      expect(found).toEqual(rows.map((row) => row.map((cell) => cell.replaceAll('"', ''))));
    },
  );

  it('takes the delimiter that the first line has most, where there is no other sign', async () => {
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

  it('drops blanks after a closing quote, and no others', async () => {
    expect(await cells('a,b\n"1 " , 2 \r\n"3"\t,"4" \r" ","5" ')).toEqual([
      ['a', 'b'],
      ['1 ', ' 2 '],
      ['3', '4'],
      [' ', '5'],
    ]);
  });

  it('says where each cell begins', async () => {
    const found = await rows('a,b,c\r\nxx,"1\r\n23",z\r\né,,\r"""\r" ,"",y');
    expect(found.slice(1).map((row) => row.map(({ text, line, column }) => [text, line, column]))).toEqual([
      [
        ['xx', 2, 1],
        ['1\r\n23', 2, 4],
        ['z', 3, 5],
      ],
      [
        ['é', 4, 1],
        ['', 4, 3],
        ['', 4, 4],
      ],
      [
        ['"\r', 5, 1],
        ['', 6, 4],
        ['y', 6, 7],
      ],
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

  describe.each([['x'], [','], ['""']])('an endless row of %s', (part) => {
    it.each([[''], ['a,b\n1,2\n']])('is refused after %j', async (start) => {
      const endless = part.repeat(10_000_000 / part.length);
      expect((await issuesOf(rows(start + endless)))[0]?.code).toBe('CSV_ROW_TOO_LONG');
    });
  });

  it('refuses a row of more than a million characters, and no shorter one', async () => {
    const long = (length: number) => `a,b\n"${'1,2\n'.repeat(length / 4)}",x\n`;
    expect(await cells(long(999_992))).toEqual([
      ['a', 'b'],
      ['1,2\n'.repeat(249_998), 'x'],
    ]);
    for (const length of [1_000_000, 10_000_000])
      expect(await issuesOf(rows(long(length)))).toEqual([
        { code: 'CSV_ROW_TOO_LONG', line: 2, column: 1, params: {} },
      ]);
  });

  it.each([0, 900_000])('refuses stray quotes before blanks at once, after %i characters', async (length) => {
    const text = `a,b\n"${'y'.repeat(length)}${'"x'.repeat(2_000_000)}${' '.repeat(6_000_000)},\n`;
    const column = length + 3;
    expect(await issuesOf(rows(text))).toEqual([
      { code: 'CSV_QUOTE_MISPLACED', line: 2, column, params: {} },
    ]);
  });

  it('takes a long row in single characters without beginning again at each', async () => {
    const cell = '1,2\n'.repeat(75_000);
    async function* characters() {
      yield* `a;b\n"${cell}";x`;
    }
    const all: CsvRow[] = [];
    for await (const batch of csvRows(characters())) all.push(...batch);
    expect(all[1]?.map(({ text }) => text)).toEqual([cell, 'x']);
    expect(all[1]?.[1]).toMatchObject({ line: 75_002, column: 3 });
  });

  it('reads and places the same cells wherever a block of the parser ends', async () => {
    const sample = ['"a""b", c ,"1\r\n2\r3"\r\n', '"" ,5" x,\r', '\n', ',"d",e'].join('');
    const expected = [
      ['a"b', 2, 1],
      [' c ', 2, 8],
      ['1\r\n2\r3', 2, 12],
      ['', 5, 1],
      ['5" x', 5, 5],
      ['', 5, 10],
      ['', 6, 1],
      ['d', 6, 2],
      ['e', 6, 6],
    ];
    for (let overlap = 0; overlap <= sample.length; overlap += 1) {
      const header = 'a,b,'.padEnd(65_536 - overlap - 1, 'x');
      const [, ...found] = await rows(`${header}\n${sample}`);
      expect(
        found.flat().map(({ text, line, column }) => [text, line, column]),
        `block ends after ${overlap} characters`,
      ).toEqual(expected);
    }
  });

  it('finds the same fault wherever a block of the parser ends', async () => {
    const sample = '1,"2" \t  3,4\n5,6\n';
    for (let overlap = 0; overlap <= sample.length; overlap += 1) {
      const header = 'a,b,'.padEnd(65_536 - overlap - 1, 'x');
      expect(await issuesOf(rows(`${header}\n${sample}`))).toEqual([
        { code: 'CSV_QUOTE_MISPLACED', line: 2, column: 6, params: {} },
      ]);
    }
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
