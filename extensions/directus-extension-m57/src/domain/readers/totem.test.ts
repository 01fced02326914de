import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Issue } from '../issue';
import { issuesOf, latin1, readAll, totemLine, totemXml, utf8 } from './testing';
import { totem } from './totem';

const read = (xml: string) => readAll(totem, latin1(xml));
const USUAL = { Nature: '6068', Fonction: '020', ContNat: '011', CodRD: 'D', MtReal: '10.50', OpBudg: '0' };
const without = (name: string) =>
  totemLine(Object.fromEntries(Object.entries(USUAL).filter(([key]) => key !== name)));
/** Where `part` begins in the text, 1-based. */
const placeOf = (xml: string, part: string) => {
  const before = xml.slice(0, xml.indexOf(part)).split(/\r\n|\r|\n/);
  return { line: before.length, column: before.at(-1)!.length + 1 };
};
const brief = (issues: Issue[]) => issues.map(({ code, line, column }) => [code, line, column]);

describe('a TOTEM document', () => {
  it('gives its head and its lines, with all seven amounts and the place', async () => {
    const line = totemLine({
      ...USUAL,
      MtBudgPrec: '1.00',
      MtRARPrec: '2.00',
      MtPropNouv: '3.00',
      MtPrev: '4.00',
      CredOuv: '5',
      MtReal: '-6.70',
      MtRAR3112: '8.9',
      Operation: '2009005',
    });
    const { documents, lines, warnings } = await read(totemXml([line]));
    expect(documents).toEqual([
      {
        siret: '21000000000018',
        budget: '00',
        label: "COMMUNE D'ESSAI",
        exercice: 2024,
        stage: 'CA',
        number: 0,
        nomenclature: 'M57_D',
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
        chapitre_vote: '011',
        section: null,
        direction: 'D',
        kind: 'real',
        operation: '2009005',
        analytic: null,
        manager: null,
        amounts: {
          realised: -670,
          previous_budget: 100,
          carried_over_previous: 200,
          proposed: 300,
          voted: 400,
          opened: 500,
          carried_over: 890,
        },
      },
    ]);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['01', 'BP'],
    ['02', 'DM'],
    ['03', 'BS'],
    ['09', 'CA'],
    ['10', 'CFU'],
  ])('of NatDec %s is a %s', async (NatDec, stage) => {
    const { documents } = await read(totemXml([totemLine(USUAL)], { NatDec, NumDec: '2' }));
    expect(documents[0]).toMatchObject({ stage, number: 2 });
  });

  it('is voted by function where NatFonc or the chapters of its lines say so', async () => {
    const voted = async (head: Record<string, string>, line: Record<string, string>) =>
      (await read(totemXml([totemLine({ ...USUAL, ...line })], head))).documents[0]?.voted_by_fonction;
    expect(await voted({ NatFonc: '2' }, {})).toBe(true);
    expect(await voted({ NatFonc: '1' }, {})).toBe(false);
    expect(await voted({ NatFonc: '3' }, { ContFon: '930' })).toBe(true);
  });

  it('takes the chapter it was voted by, and the section the editor marked', async () => {
    const both = totemLine({ ...USUAL, ContNat: '011', ContFon: '930' });
    const marked = totemLine(USUAL).replace('<OpBudg', '<CaracSup V="I" Code="Section"/><OpBudg');
    expect((await read(totemXml([both], { NatFonc: '2' }))).lines[0]?.chapitre_vote).toBe('930');
    expect((await read(totemXml([marked]))).lines[0]?.section).toBe('I');
  });

  it('may hold several budgets; one without a line is named and left out', async () => {
    const budget = (CodBud: string, lines: string[]) =>
      /<Budget>[^]*<\/Budget>/.exec(totemXml(lines, { CodBud, LibelleEtab: `Budget ${CodBud}` }))![0];
    const xml = totemXml([totemLine(USUAL)]).replace(
      '</Budget>',
      `</Budget>${budget('01', [])}${budget('02', [totemLine(USUAL), totemLine(USUAL)])}`,
    );
    const { documents, lines, warnings } = await read(xml);
    expect(documents.map(({ budget: code }) => code)).toEqual(['00', '02']);
    expect(lines.map(({ document }) => document)).toEqual([0, 1, 1]);
    expect(warnings).toMatchObject([{ code: 'BUDGET_EMPTY', params: { label: 'Budget 01' } }]);
  });

  it('leaves out lines that are sums of others, and all annexes', async () => {
    const annex =
      '<Annexes><DATA_PERSONNEL><LigneBudget><Nature V="1"/></LigneBudget></DATA_PERSONNEL></Annexes>';
    const { lines } = await read(
      totemXml([
        totemLine(USUAL),
        totemLine(USUAL).replace('<LigneBudget', '<LigneBudget calculated="true"'),
        totemLine(USUAL).replace('<LigneBudget', '<LigneBudget calculated="1"'),
        totemLine(USUAL).replace('<LigneBudget', '<LigneBudget calculated="false"'),
        annex,
        `<Annexes>${totemLine({})}</Annexes>`,
      ]),
    );
    expect(lines.map(({ line }) => line)).toEqual([7, 10]);
  });

  it('takes booleans in both spellings and warns of a draft, with its place', async () => {
    for (const [ProjetBudget, draft] of [
      ['true', true],
      ['1', true],
      ['false', false],
      ['0', false],
    ] as const) {
      const xml = totemXml([totemLine(USUAL)], { ProjetBudget });
      const { documents, warnings } = await read(xml);
      expect(documents[0]?.draft).toBe(draft);
      const { line, column } = placeOf(xml, '<ProjetBudget');
      expect(brief(warnings)).toEqual(draft ? [['DRAFT_BUDGET', line, column]] : []);
    }
  });

  it('takes IdColl and LibelleColl where the budget has no identity of its own', async () => {
    const xml = totemXml([totemLine(USUAL)]).replace(/<LibelleEtab [^>]*><IdEtab [^>]*>/, '');
    expect((await read(xml)).documents[0]).toMatchObject({ siret: '21000000000018', label: 'Mairie démo' });
  });

  it('may be gzipped, prefixed, or in UTF-8', async () => {
    const xml = totemXml([totemLine(USUAL)]);
    const expected = await read(xml);
    expect(await readAll(totem, new Uint8Array(gzipSync(latin1(xml))))).toEqual(expected);
    expect(await readAll(totem, utf8(xml.replace('ISO-8859-1', 'UTF-8')))).toEqual(expected);
    const prefixed = xml.replace(/<(\/?)(?=[A-Z])/g, '<$1db:').replace('xmlns=', 'xmlns:db=');
    expect((await read(prefixed)).documents).toEqual(expected.documents);
  });

  it('need not have a realised amount on each line, as real ones show', async () => {
    const { lines } = await read(
      totemXml([totemLine({ ...USUAL, MtReal: '' }).replace('<MtReal V=""/>', '<CredOuv V="3.00"/>')]),
    );
    expect(lines[0]?.amounts).toMatchObject({ realised: null, opened: 300 });
  });
});

describe('another nomenclature', () => {
  const refused = (Nomenclature: string) => issuesOf(read(totemXml([totemLine(USUAL)], { Nomenclature })));
  it('is refused by its name, at its place', async () => {
    expect(await refused('M4-M43_D')).toEqual([
      {
        code: 'NOMENCLATURE_UNSUPPORTED',
        line: 5,
        column: 98,
        params: { nomenclature: 'M43', declared: 'M4-M43_D', before: 0 },
      },
    ]);
  });
  it.each(['M14-M14_COM_500_3500', 'M52-M52'])('%s is from before M57', async (declared) => {
    expect((await refused(declared))[0]?.params).toMatchObject({
      nomenclature: declared.slice(0, 3),
      before: 1,
    });
  });
});

describe('errors', () => {
  it.each([['Nature'], ['CodRD'], ['OpBudg']])('a line without %s: where it begins', async (name) => {
    const issues = await issuesOf(read(totemXml([totemLine(USUAL), without(name)])));
    expect(issues).toEqual([{ code: 'VALUE_MISSING', line: 8, column: 1, params: { name } }]);
  });

  it('a line without any amount', async () => {
    expect(brief(await issuesOf(read(totemXml([without('MtReal')]))))).toEqual([['AMOUNT_MISSING', 7, 1]]);
  });

  it.each(['douze', '1,50', '1 000.00', '1.005', '1e3', 'NaN', '0x10', '99999999999999999'])(
    'an amount "%s": its place and its text',
    async (value) => {
      const issues = await issuesOf(
        read(totemXml([totemLine({ Nature: '6068', MtReal: value, CodRD: 'D', OpBudg: '0' })])),
      );
      expect(issues).toEqual([
        { code: 'AMOUNT_INVALID', line: 7, column: 32, params: { name: 'MtReal', value } },
      ]);
    },
  );

  it('an amount that is there but empty', async () => {
    const issues = await issuesOf(read(totemXml([totemLine({ ...USUAL, MtReal: '' })])));
    expect(issues).toMatchObject([{ code: 'VALUE_MISSING', line: 7, params: { name: 'MtReal' } }]);
  });

  it('a value given twice, an unknown direction, a bad head: all of them together', async () => {
    const lines = [
      totemLine(USUAL).replace('<OpBudg', '<MtReal V="1.00"/><OpBudg'),
      totemLine({ ...USUAL, CodRD: 'X' }),
    ];
    const issues = await issuesOf(read(totemXml(lines, { Exer: '24', IdEtab: '123', NatDec: '07' })));
    expect(issues.map(({ code }) => code).sort()).toEqual([
      'SIRET_INVALID',
      'STAGE_UNKNOWN',
      'VALUE_TWICE',
      'VALUE_UNKNOWN',
      'YEAR_INVALID',
    ]);
  });

  it('no more than twenty', async () => {
    const many = Array.from({ length: 50 }, () => without('Nature'));
    expect(await issuesOf(read(totemXml(many)))).toHaveLength(20);
  });

  it('truncated anywhere: a line and a column', async () => {
    const xml = totemXml([totemLine(USUAL), totemLine(USUAL)]);
    for (let length = 1; length < xml.length; length += 1) {
      const issues = await issuesOf(read(xml.slice(0, length)));
      expect(issues, `${length} characters`).toHaveLength(1);
      expect(issues[0]?.code).toBe('XML_MALFORMED');
      const before = xml.slice(0, length).split(/\r\n|\r|\n/);
      expect([issues[0]?.line, issues[0]?.column]).toEqual([before.length, before.at(-1)!.length + 1]);
    }
  });

  it('not well-formed: where', async () => {
    const issues = await issuesOf(read(totemXml([totemLine(USUAL).replace('</LigneBudget>', '</Ligne>')])));
    expect(issues).toMatchObject([{ code: 'XML_MALFORMED', line: 7 }]);
  });

  it('declared UTF-8 with bytes that are not', async () => {
    const xml = totemXml([totemLine(USUAL)]).replace('ISO-8859-1', 'UTF-8');
    expect(brief(await issuesOf(read(xml)))).toEqual([['ENCODING_INVALID', 3, 46]]);
  });

  it('a DOCTYPE with entities that would expand a billion times: refused before it does', async () => {
    const entities = Array.from({ length: 30 }, (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`);
    const bomb = `<!DOCTYPE DocumentBudgetaire [<!ENTITY e0 "ha">${entities.join('')}]>`;
    const xml = totemXml([totemLine({ ...USUAL, Nature: '&e30;' })]).replace('<Doc', `${bomb}<Doc`);
    expect(brief(await issuesOf(read(xml)))).toEqual([['XML_DOCTYPE', 2, bomb.length + 1]]);
  });

  it('an entity that XML does not define', async () => {
    const issues = await issuesOf(read(totemXml([totemLine({ ...USUAL, Nature: '&xxe;' })])));
    expect(issues).toMatchObject([{ code: 'XML_MALFORMED', line: 7 }]);
  });

  it('elements nested without end', async () => {
    expect((await issuesOf(read('<DocumentBudgetaire>'.repeat(100_000))))[0]?.code).toBe('XML_TOO_DEEP');
  });

  it('one line of 10 MB', async () => {
    const code = await issuesOf(read(totemXml([totemLine({ ...USUAL, Nature: '6'.repeat(10_000_000) })])));
    expect(code).toMatchObject([{ code: 'CODE_INVALID', line: 7, column: 14 }]);
    expect(code[0]?.params['value']).toHaveLength(41);
  });

  it('no line at all, and a compte financier unique', async () => {
    expect((await issuesOf(read(totemXml([]))))[0]).toMatchObject({ code: 'NO_LINES', line: 8 });
    const cfu = '<d:CompteFinancierUnique xmlns:d="http://www.minefi.gouv.fr/cp/demat/doccfu"/>';
    const params = { name: 'CompteFinancierUnique', expected: 'DocumentBudgetaire' };
    expect(await issuesOf(read(cfu))).toEqual([{ code: 'ROOT_UNEXPECTED', line: 1, column: 1, params }]);
  });
});
