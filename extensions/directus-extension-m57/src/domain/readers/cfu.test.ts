import { describe, expect, it } from 'vitest';
import { cfu } from './cfu';
import { cfuXml, issuesOf, latin1, readAll, totemLine } from './testing';

const read = (xml: string) => readAll(cfu, latin1(xml));
const USUAL = { Nature: '6068', Fonction: '020', ContNat: '011', CodRD: 'D', MtReal: '10.50', OpBudg: '0' };

describe('a compte financier unique', () => {
  it('gives the lines of its document budgétaire, at their place, as stage CFU', async () => {
    const { documents, lines } = await read(
      cfuXml([totemLine(USUAL), totemLine({ ...USUAL, Nature: '7067', CodRD: 'R' })], { NatDec: '09' }),
    );
    expect(documents).toMatchObject([
      {
        siret: '21000000000018',
        budget: '00',
        label: "COMMUNE D'ESSAI",
        stage: 'CFU',
        nomenclature: 'M57_D',
      },
    ]);
    expect(lines).toMatchObject([
      { line: 10, column: 1, nature: '6068', direction: 'D', amounts: { realised: 1050 } },
      { line: 11, column: 1, nature: '7067', direction: 'R', amounts: { realised: 1050 } },
    ]);
  });

  it('needs no NatDec, and takes any namespace prefix', async () => {
    const xml = cfuXml([totemLine(USUAL)])
      .replace('<NatDec V="09"/>', '')
      .replaceAll('doccfu', 'x')
      .replace('<DocumentBudgetaire xmlns=', '<b:DocumentBudgetaire xmlns:b=')
      .replace('</DocumentBudgetaire>', '</b:DocumentBudgetaire>');
    const { documents, lines } = await read(xml);
    expect(documents).toMatchObject([{ stage: 'CFU' }]);
    expect(lines).toHaveLength(1);
  });

  it('drops calculated lines, which would count amounts twice', async () => {
    const calculated = totemLine(USUAL).replace('<LigneBudget', '<LigneBudget calculated="true"');
    const { lines } = await read(cfuXml([totemLine(USUAL), calculated, totemLine(USUAL)]));
    expect(lines.map(({ line }) => line)).toEqual([10, 12]);
  });

  it('takes nothing from the accounts of the comptable nor from the signatures', async () => {
    const reading = await read(cfuXml([totemLine(USUAL)]));
    expect(reading.lines.map(({ nature }) => nature)).toEqual(['6068']);
    expect(JSON.stringify(reading)).not.toMatch(/DUPONT|99999999999999/);
  });

  it('without a line, or without a document budgétaire, is refused', async () => {
    const code = async (xml: string) => (await issuesOf(read(xml)))[0]?.code;
    expect(await code(cfuXml([]))).toBe('NO_LINES');
    expect(await code(cfuXml([]).replace(/<DocumentBudgetaire[^]*<\/DocumentBudgetaire>/, ''))).toBe(
      'NO_LINES',
    );
  });

  it('under another nomenclature is refused by its name', async () => {
    const issues = await issuesOf(read(cfuXml([totemLine(USUAL)], { Nomenclature: 'M4-M43_D' })));
    expect(issues).toMatchObject([
      { code: 'NOMENCLATURE_UNSUPPORTED', line: 8, params: { nomenclature: 'M43' } },
    ]);
  });
});
