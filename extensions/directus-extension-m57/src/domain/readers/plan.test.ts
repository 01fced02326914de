import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { plan } from './plan';
import { issuesOf, stream, utf8 } from './testing';

const xml = (body: string, declension = 'M57_D', exer = '2020') =>
  `<?xml version="1.0" encoding="UTF-8"?><Nomenclature Norme="M57" Declinaison="${declension}" Exer="${exer}"><Nature>
<Chapitres><Chapitre Code="011" Libelle="Charges" TypeChapitre="G" Section="F" Special="0"/></Chapitres>
<Comptes>${body}</Comptes></Nature></Nomenclature>`;
const SMALL = xml('<Compte Code="60" Libelle="Achats"><Compte Code="601" Libelle="Eau" DR="011"/></Compte>');

async function read(bytes: Uint8Array, nomenclature?: string) {
  const events = [];
  for await (const batch of plan.read(stream(bytes), { nomenclature })) events.push(...batch);
  return events;
}

describe('the official plan as a file to import', () => {
  it('is read whole, gzipped or not, with what it states and its warnings', async () => {
    const [first, ...rest] = await read(new Uint8Array(gzipSync(utf8(SMALL))));
    expect(first).toMatchObject({
      type: 'plan',
      stated: 'M57_D-2020',
      plan: { id: 'M57_D-2020', year: 2020 },
    });
    expect(first?.type === 'plan' && first.plan.natures.map(({ code, parent }) => [code, parent])).toEqual([
      ['60', null],
      ['601', '60'],
    ]);
    expect(rest).toMatchObject([{ type: 'warning', issue: { code: 'PLAN_YEAR_DOUBTFUL' } }]);
  });

  it.each([
    ['M57_A-2026', 'M57_A-2026'],
    ['M57_A', 'M57_A-2020'],
    ['2024', 'M57_D-2024'],
    ['M57D-2024', 'M57_D-2024'],
  ])('is corrected by %s', async (nomenclature, id) => {
    const [first] = await read(utf8(SMALL), nomenclature);
    expect(first).toMatchObject({ stated: 'M57_D-2020', plan: { id } });
  });

  it('is read where what it states of itself is nonsense, once corrected', async () => {
    const bytes = utf8(SMALL.replace('M57_D', 'D').replace('2020', '20'));
    expect((await issuesOf(read(bytes)))[0]!.code).toBe('PLAN_YEAR_INVALID');
    expect(await read(bytes, 'M57_D-2026')).toMatchObject([{ stated: 'D-20', plan: { id: 'M57_D-2026' } }]);
  });

  it.each([
    ['M14-2024', SMALL, 'PLAN_CORRECTION_INVALID'],
    ['', SMALL, 'PLAN_CORRECTION_INVALID'],
    [undefined, xml('<Compte Code="60/1" Libelle="x" DR="011"/>'), 'PLAN_CODE_INVALID'],
    [undefined, xml('<Compte Code="60" DR="01101101101"/>'), 'PLAN_CODE_INVALID'],
    [undefined, xml('<Compte Code="60">'.repeat(60)), 'PLAN_TOO_DEEP'],
    [undefined, xml(' '.repeat(16_000_001)), 'PLAN_TOO_LARGE'],
    [
      undefined,
      SMALL.replace('<Nomenclature', '<!DOCTYPE x [<!ENTITY a "b">]><Nomenclature'),
      'PLAN_XML_DOCTYPE',
    ],
  ])('is refused: correction %s', async (nomenclature, text, code) => {
    expect((await issuesOf(read(utf8(text), nomenclature)))[0]!.code).toBe(code);
  });
});
