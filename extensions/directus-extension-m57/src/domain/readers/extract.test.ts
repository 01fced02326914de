import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../issue';
import { balance } from './balance';
import { balanceExtract } from './extract';
import { BALANCE_HEADER, balanceRow, readAll, stream, utf8 } from './testing';

const MINE = '21000000000018';
const OTHERS = ['21000000000026', '21000000000042'];

async function extract(text: string, siret: string, cuts: number[] = []): Promise<string> {
  let whole = '';
  for await (const piece of balanceExtract(stream(utf8(text), cuts), siret)) whole += piece;
  return whole;
}
const outcome = <T>(reading: Promise<T>) =>
  reading.catch((error: unknown) => {
    if (error instanceof InputError) return error.issues;
    throw error;
  });
const read = (text: string, siret: string) => readAll(balance, utf8(text), [], { siret });

describe('balanceExtract', () => {
  it('leaves a blank line for each of those of others but a first one', async () => {
    const row = (ident: string) => balanceRow({ ident, obnetdeb: '1', sd: '1' });
    const [other = ''] = OTHERS;
    const text = [BALANCE_HEADER, row(other), row(other), row(MINE), row(other), row(MINE), row(other)];
    expect(await extract(text.join('\r\n'), MINE)).toBe(
      `${BALANCE_HEADER}\r\n${row(other)}\r\n\n${row(MINE)}\r\n\n${row(MINE)}\r\n`,
    );
  });

  it('keeps rows as they are written: quotes, blanks, line breaks in a label', async () => {
    const label = `"Ville ""A""\rannexe"`;
    const row = balanceRow({ lbudg: label }).replace(';', ' ; ');
    expect(await extract(`${BALANCE_HEADER}\r${row}`, MINE)).toBe(`${BALANCE_HEADER}\r${row}\n`);
  });

  it('says what the whole file says, of every table, however its lines end', async () => {
    const rowOf = fc
      .record({
        ident: fc.constantFrom(MINE, ...OTHERS),
        amount: fc.constantFrom('1', '2.50', 'douze', ''),
        label: fc.constantFrom('VILLE', '"Ville\nannexe"', '"V;""A"""', 'Évron'),
        cut: fc.integer({ min: 0, max: 12 }),
        end: fc.constantFrom('\n', '\r\n', '\r'),
      })
      .map(({ ident, amount, label, cut, end }) => {
        const row = balanceRow({ ident, lbudg: label, obnetdeb: amount, sd: amount });
        return (cut === 0 ? row.slice(0, 30) : cut === 1 ? '' : row) + end;
      });
    await fc.assert(
      fc.asyncProperty(
        fc.array(rowOf, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(MINE, OTHERS.join(',')),
        fc.array(fc.nat({ max: 800 })),
        async (rows, siret, cuts) => {
          const text = `${BALANCE_HEADER}\r\n${rows.join('')}`;
          const part = extract(text, siret, cuts).then((kept) => read(kept, siret));
          expect(await outcome(part)).toEqual(await outcome(read(text, siret)));
        },
      ),
      { numRuns: 400 },
    );
  });
});
