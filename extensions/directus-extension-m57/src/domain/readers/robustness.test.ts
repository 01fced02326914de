import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../issue';
import { balance } from './balance';
import { cfu } from './cfu';
import { checked } from './checks';
import { ledger } from './ledger';
import { readerMessages } from './messages';
import { pes } from './pes';
import { scdl } from './scdl';
import { BALANCE_HEADER, SCDL_HEADER, balanceRow, cfuXml, latin1, pesXml } from './testing';
import { readAll, scdlRow, totemLine, totemXml, utf8 } from './testing';
import { totem } from './totem';

const LINE = { Nature: '6068', Fonction: '020', ContNat: '011', CodRD: 'D', MtReal: '10.50', OpBudg: '0' };
const samples = [
  {
    reader: totem,
    bytes: latin1(
      totemXml([totemLine(LINE), totemLine({ ...LINE, Nature: '7067', CodRD: 'R' }), totemLine(LINE)], {
        ProjetBudget: 'true',
      }),
    ),
  },
  {
    reader: scdl,
    bytes: utf8(
      [
        SCDL_HEADER,
        scdlRow(),
        scdlRow({ BGT_NOM: '"Eau, d\u00e9mo\r\n""A"""', BGT_ANNEE: '2023' }),
        scdlRow({ BGT_FONCTION: '' }),
      ].join('\r\n'),
    ),
  },
  {
    reader: cfu,
    bytes: latin1(
      cfuXml([
        totemLine(LINE),
        totemLine(LINE).replace('<LigneBudget', '<LigneBudget calculated="true"'),
        totemLine({ ...LINE, Nature: '7067', CodRD: 'R' }),
        totemLine({ ...LINE, Fonction: '' }),
      ]),
    ),
  },
  {
    reader: balance,
    bytes: utf8(
      [
        BALANCE_HEADER,
        balanceRow({ lbudg: '"Eau; d\u00e9mo"', obnetdeb: '10.5', oobdeb: '3.25', sd: '10.5' }),
        balanceRow({ compte: '1641', obnetcre: '1 000,00', sc: '9' }),
      ].join('\n'),
    ),
  },
  {
    reader: pes,
    bytes: latin1(
      pesXml([
        { head: { MtBordHT: '21.00' }, lines: [{ IdPce: '1' }, { IdPce: '2' }] },
        { side: 'Recette', head: { TypBord: '02', MtBordHt: '9' }, lines: [{ Nature: '7067' }] },
      ]),
    ),
  },
  {
    reader: ledger,
    bytes: utf8(
      [
        'Exercice;SIRET;Sens;Compte;Fonction;Libellé;Montant',
        '2024;21000000000018;DEP;60632 - Fournitures;020;"Gants; ""B""";1 234,56',
        '2024;21000000000018;REC;7067;281;Cantine;-3,5',
        'Total;;;;;;1 231,06',
        '2024;21000000000018;D;2188;;;7',
      ].join('\r\n'),
    ),
  },
].map(({ reader, bytes }) => ({ reader: checked(reader), bytes }));

describe.each(samples)('any $reader.format file', ({ reader, bytes }) => {
  it('gives the same events however it is cut', async () => {
    const whole = await readAll(reader, bytes);
    expect(whole.lines).toHaveLength(3);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: bytes.length })), async (cuts) => {
        expect(await readAll(reader, bytes, cuts)).toEqual(whole);
      }),
      { numRuns: 300 },
    );
    const everyByte = Array.from(bytes, (_, at) => at);
    expect(await readAll(reader, bytes, everyByte)).toEqual(whole);
  });

  it('that was damaged is read, or refused with issues that have words; never a crash', async () => {
    const mutation = fc.record({
      at: fc.nat({ max: bytes.length - 1 }),
      remove: fc.nat({ max: 8 }),
      insert: fc.oneof(
        fc.uint8Array({ maxLength: 4 }),
        fc
          .constantFrom(
            '"',
            '<',
            '>',
            '&',
            ';',
            ',',
            '\r',
            '\n',
            '\0',
            '<!DOCTYPE a [',
            ']]>',
            '&lt;',
            '<Budget>',
            'V="',
          )
          .map(utf8),
        fc
          .tuple(fc.nat({ max: bytes.length }), fc.nat({ max: 200 }))
          .map(([from, size]) => bytes.subarray(from, from + size)),
      ),
    });
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (mutations) => {
        const damaged = mutations.reduce(
          (content, { at, remove, insert }) =>
            new Uint8Array([...content.subarray(0, at), ...insert, ...content.subarray(at + remove)]),
          bytes,
        );
        try {
          for (const line of (await readAll(reader, damaged)).lines)
            for (const amount of Object.values(line.amounts))
              expect(amount === null || Number.isSafeInteger(amount)).toBe(true);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          refused += 1;
          expect(error.issues.length).toBeLessThanOrEqual(20);
          for (const { code, params, line, column } of error.issues) {
            expect(readerMessages[code]?.fr(params)).toMatch(/\S/);
            expect(readerMessages[code]?.en(params)).not.toMatch(/undefined(?! entity)/);
            expect(code === 'EMPTY_FILE' || (line! >= 1 && column! >= 1), code).toBe(true);
          }
        }
      }),
      { numRuns: 4000 },
    );
    expect(refused).toBeGreaterThan(1000);
  });

  it('of garbage is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (garbage) => {
        await expect(readAll(reader, garbage)).rejects.toBeInstanceOf(InputError);
      }),
      { numRuns: 1000 },
    );
  });
});
