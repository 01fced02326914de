import { describe, expect, it } from 'vitest';
import { checked } from './checks';
import { readerMessages } from './messages';
import { scdl } from './scdl';
import { SCDL_HEADER, readAll, scdlRow, utf8 } from './testing';

const read = (...rows: string[]) => readAll(checked(scdl), utf8([SCDL_HEADER, ...rows].join('\n')));
const rows = (count: number, amount: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => scdlRow({ BGT_MTREAL: amount(at) }));

describe('lines without a function', () => {
  const without = (cells = {}) => scdlRow({ BGT_FONCTION: '', ...cells });

  it('are told where other lines of the document have one, with their euros', async () => {
    const { lines, warnings, amounts } = await read(
      scdlRow(),
      without(),
      without({ BGT_MTREAL: '', BGT_CREDOUV: '3' }),
      without({ BGT_ANNEE: '2023' }),
    );
    expect(lines).toHaveLength(4);
    const params = { label: 'Mairie démo', exercice: 2024, lines: 2 };
    expect(warnings).toEqual([{ code: 'MISSING_FONCTION', line: 3, column: 1, params }]);
    expect(amounts).toEqual([1350]);
    expect(readerMessages['MISSING_FONCTION']?.fr(params)).toContain('2 ligne');
    expect(readerMessages['MISSING_FONCTION']?.en(params)).toContain('2 line');
  });

  it('are not where none has one, nor where they carry former results', async () => {
    expect((await read(without(), without())).warnings).toEqual([]);
    expect((await read(scdlRow(), without({ BGT_NATURE: '001' }))).warnings).toEqual([]);
  });
});

describe('amounts without cents', () => {
  it('are told of where all realised ones are so: rounded, or written in centimes', async () => {
    const { warnings, amounts } = await read(...rows(50, () => '1050'), ...rows(9, () => '0'));
    expect(warnings).toMatchObject([{ code: 'NO_CENTS', line: null, params: { total: '52500.00' } }]);
    expect(amounts).toEqual([5_250_000]);
    expect(readerMessages['NO_CENTS']?.fr(warnings[0]!.params)).toContain('52500.00');
    expect(readerMessages['NO_CENTS']?.en(warnings[0]!.params)).toContain('52500.00');
  });

  it('are not where one has cents, where they are few, or where they are only voted', async () => {
    expect((await read(...rows(60, (at) => (at === 7 ? '1050.1' : '1050')))).warnings).toEqual([]);
    expect((await read(...rows(49, () => '1050'))).warnings).toEqual([]);
    const voted = Array.from({ length: 60 }, () => scdlRow({ BGT_MTREAL: '', BGT_MTPREV: '100' }));
    expect((await read(...voted)).warnings).toEqual([]);
  });
});
