import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bordereauNumber, pes } from './pes';
import { issuesOf, latin1, pesXml, readAll } from './testing';

const read = (xml: string) => readAll(pes, latin1(xml));

describe('a PES flow', () => {
  it('gives each bordereau as a document, and its lines', async () => {
    const { documents, lines, warnings } = await read(
      pesXml([
        { head: { IdBord: '0012', MtBordHT: '10.50' }, lines: [{ Fonction: '020', Operation: '2009005' }] },
      ]),
    );
    expect(documents).toEqual([
      {
        siret: '21000000000018',
        budget: '00',
        label: 'Mairie démo',
        exercice: 2024,
        stage: 'PES',
        number: 10_000_012,
        nomenclature: null,
        voted_by_fonction: false,
        draft: false,
      },
    ]);
    expect(lines).toEqual([
      {
        line: 7,
        column: 1,
        document: 0,
        nature: '6068',
        fonction: '020',
        chapitre_vote: null,
        section: null,
        direction: 'D',
        kind: 'real',
        operation: '2009005',
        analytic: null,
        manager: null,
        amounts: {
          realised: 1050,
          previous_budget: null,
          carried_over_previous: null,
          proposed: null,
          voted: null,
          opened: null,
          carried_over: null,
        },
      },
    ]);
    expect(warnings).toEqual([]);
  });

  it('reads expense and revenue, in one file too', async () => {
    const { documents, lines, warnings } = await read(
      pesXml([
        { head: { MtBordHT: '10.50' }, lines: [{}] },
        { side: 'Recette', head: { MtBordHt: '3.00' }, lines: [{ Nature: '7067', MtHT: '3.00' }] },
      ]),
    );
    expect(documents.map(({ number }) => number)).toEqual([10_000_007, 1_010_000_007]);
    expect(lines.map(({ document, direction, nature }) => [document, direction, nature])).toEqual([
      [0, 'D', '6068'],
      [1, 'R', '7067'],
    ]);
    expect(warnings).toEqual([]);
  });

  it('takes what the budget bears, not the invoice without VAT', async () => {
    const { lines } = await read(pesXml([{ lines: [{ MtHT: '4874.40', MtFactHT: '4062.00' }] }]));
    expect(lines[0]?.amounts.realised).toBe(487_440);
  });

  it('is less than zero in a bordereau that reduces', async () => {
    const { documents, lines, warnings } = await read(
      pesXml([
        { head: { TypBord: '02', MtBordHT: '7.00' }, lines: [{ MtHT: '10' }, { IdPce: '2', MtHT: '-3' }] },
      ]),
    );
    expect(documents).toMatchObject([{ number: 20_000_007 }]);
    expect(lines.map(({ amounts }) => amounts.realised)).toEqual([-1000, 300]);
    expect(warnings).toEqual([]);
  });

  it('knows the orders that move no money by the type of their piece', async () => {
    const { lines } = await read(
      pesXml([{ lines: ['01', '03', '04'].map((TypPce, at) => ({ TypPce, IdPce: String(at) })) }]),
    );
    expect(lines.map(({ kind }) => kind)).toEqual(['real', 'ordre', 'real']);
  });

  it('holds nothing of payees, addresses, accounts or free texts', async () => {
    const all: unknown[] = [];
    const xml = pesXml([
      { head: { MtBordHT: '1' }, lines: [{ ObjLignePce: 'Aide DUPONT' }] },
      { side: 'Recette', head: { Objet: 'Cantine DUPONT' }, lines: [{}] },
    ]);
    for (const hidden of ['DUPONT', 'Ad\u00e8le', 'Lilas', 'FR7612345']) expect(xml).toContain(hidden);
    const bytes = latin1(xml);
    for await (const events of pes.read(
      (async function* () {
        yield bytes;
      })(),
    ))
      all.push(...events);
    expect(all).toHaveLength(5);
    expect(JSON.stringify(all)).not.toMatch(/DUPONT|Ad\u00e8le|Lilas|FR76|Secours|Cantine|Aide/);
  });
});

describe('the same bordereau twice in a file', () => {
  const bordereau = { head: { MtBordHT: '21.00' }, lines: [{ IdPce: '1' }, { IdPce: '2' }] };
  it('counts once', async () => {
    const { documents, lines, warnings } = await read(pesXml([bordereau, bordereau]));
    expect(documents).toHaveLength(1);
    expect(lines).toHaveLength(2);
    expect(warnings).toEqual([]);
  });

  it('counts what the second adds; the other side, another type or year is another bordereau', async () => {
    const longer = { head: { MtBordHT: '31.50' }, lines: [...bordereau.lines, { IdPce: '2', IdLigne: '2' }] };
    const { documents, lines } = await read(
      pesXml([
        bordereau,
        longer,
        { ...bordereau, side: 'Recette' },
        { ...bordereau, head: { TypBord: '02' } },
        { ...bordereau, head: { Exer: '2023' } },
      ]),
    );
    expect(documents.map(({ exercice, number }) => [exercice, number])).toEqual([
      [2024, 10_000_007],
      [2024, 1_010_000_007],
      [2024, 20_000_007],
      [2023, 10_000_007],
    ]);
    expect(lines.map(({ document }) => document)).toEqual([0, 0, 0, 1, 1, 2, 2, 3, 3]);
  });

  it('one line twice in a bordereau counts once, in its total too', async () => {
    const { lines, warnings } = await read(pesXml([{ head: { MtBordHT: '10.50' }, lines: [{}, {}] }]));
    expect(lines).toHaveLength(1);
    expect(warnings).toEqual([]);
  });
});

describe('the total of a bordereau', () => {
  it('warns where it is not the sum of the lines, with the gap', async () => {
    const { lines, warnings, amounts } = await read(
      pesXml([
        { head: { MtBordHT: '11.00' }, lines: [{}] },
        { head: { IdBord: '8' }, lines: [{}] },
      ]),
    );
    expect(lines).toHaveLength(2);
    expect(warnings).toEqual([
      { code: 'PES_TOTAL', line: 4, column: 19, params: { bordereau: '7', total: '11.00', lines: '10.50' } },
    ]);
    expect(amounts).toEqual([50]);
  });
});

describe('the number of a bordereau', () => {
  it('is another for another side, type or number, and fits a database integer', () => {
    const bordereau = fc.record({
      direction: fc.constantFrom('D' as const, 'R' as const),
      type: fc.integer({ min: 0, max: 99 }),
      id: fc.integer({ min: 0, max: 9_999_999 }),
    });
    fc.assert(
      fc.property(bordereau, bordereau, (a, b) => {
        const [one, other] = [a, b].map(({ direction, type, id }) => bordereauNumber(direction, type, id));
        expect(one).toBeLessThan(2 ** 31);
        expect(one === other).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('errors', () => {
  const codes = async (xml: string) => (await issuesOf(read(xml))).map(({ code }) => code);

  it.each([
    ['Exer', '24', 'YEAR_INVALID'],
    ['TypBord', '1', 'CODE_INVALID'],
    ['IdBord', '12345678', 'CODE_INVALID'],
    ['IdBord', '', 'VALUE_MISSING'],
    ['MtBordHT', 'douze', 'AMOUNT_INVALID'],
  ])('bordereau with %s = "%s": %s, once', async (name, value, code) => {
    const lines = [{ IdPce: '1' }, { IdPce: '2' }];
    expect(await codes(pesXml([{ head: { [name]: value }, lines }]))).toEqual([code]);
  });

  it.each([
    ['IdPce', 'VALUE_MISSING'],
    ['IdLigne', 'VALUE_MISSING'],
    ['Nature', 'VALUE_MISSING'],
    ['MtHT', 'VALUE_MISSING'],
  ])('line without %s: %s', async (name, code) => {
    expect(await codes(pesXml([{ lines: [{ [name]: '' }] }]))).toEqual([code]);
  });

  it('an amount that is not one: its place', async () => {
    const issues = await issuesOf(read(pesXml([{ lines: [{ MtHT: '1,5' }] }])));
    expect(issues).toMatchObject([
      { code: 'AMOUNT_INVALID', line: 7, params: { name: 'MtHT', value: '1,5' } },
    ]);
  });

  it('no head, a wrong SIRET, no bordereau, another root', async () => {
    const xml = pesXml([{ lines: [{}] }]);
    expect(await codes(xml.replace(/<EnTetePES>.*<\/EnTetePES>/, ''))).toEqual(['VALUE_MISSING']);
    expect(await codes(pesXml([{ lines: [{}] }], { IdColl: '123' }))).toContain('SIRET_INVALID');
    expect(await codes(pesXml([]))).toEqual(['NO_LINES']);
    expect(await codes('<PES_Retour/>')).toEqual(['ROOT_UNEXPECTED']);
  });

  it('elements with the names of JavaScript things are only elements', async () => {
    const odd = '<constructor><toString><__proto__ V="1"/></toString></constructor>';
    const xml = pesXml([{ lines: [{}] }]).replace('<EnTetePES>', `${odd}<EnTetePES>`);
    expect((await read(xml)).lines).toHaveLength(1);
  });
});
