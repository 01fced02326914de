import { describe, expect, it } from 'vitest';
import { reference } from '../../../../../tests/support/reference';
import { InputError, type Issue } from '../issue';
import { planXmlMessages, readPlanXml } from './plan-xml';

const SMALL = `<?xml version="1.0" encoding="UTF-8"?>
<Nomenclature Norme="M57" Declinaison="M57_D" Exer="2024">
  <Nature>
    <Chapitres>
      <Chapitre Code="011" Libelle=" Charges  à caractère général" TypeChapitre="G" Section="F" Special="0"/>
      <Chapitre Code="018" Libelle="RSA" TypeChapitre="G" Section="I" Special="1"/>
    </Chapitres>
    <Comptes>
      <Compte Code="6" Libelle="Charges">
        <Compte Code="60" Libelle="Achats" DR="" RR="">
          <Compte Code="601" Libelle="Eau&#160;" DR="011" DOES="" DOIS="" RR="" ROES="" ROIS=""/>
          <Compte Code="602" Libelle="Gaz" DR="011" RR="018" Supprime="1" SupprimeDepuis="2023-11-25T14:00:00"/>
        </Compte>
      </Compte>
    </Comptes>
  </Nature>
  <Fonction>
    <Chapitres>
      <Chapitre Code="930" Libelle="Services généraux" TypeChapitre="C" Section="F" Special="0"/>
    </Chapitres>
    <Comptes>
      <Compte Code="930" Libelle="Services généraux"><Compte Code="93020" Libelle="Administration"/></Compte>
    </Comptes>
    <RefFonctionnelles>
      <RefFonc Code="0" Libelle="Services généraux"><RefFonc Code="020" Libelle="Administration"/></RefFonc>
    </RefFonctionnelles>
  </Fonction>
</Nomenclature>
`;

function issueOf(source: string | Uint8Array): Issue | undefined {
  try {
    readPlanXml(source);
  } catch (error) {
    if (error instanceof InputError) return error.issues[0];
    throw error;
  }
  return undefined;
}

describe('readPlanXml', () => {
  it('reads chapters, accounts, functions and their nesting', () => {
    expect(readPlanXml(SMALL)).toEqual({
      warnings: [],
      stated: 'M57_D-2024',
      plan: {
        id: 'M57_D-2024',
        norm: 'M57',
        declension: 'M57_D',
        year: 2024,
        chapters: [
          {
            code: '011',
            label: 'Charges à caractère général',
            axis: 'nature',
            section: 'F',
            type: 'G',
            special: false,
          },
          { code: '018', label: 'RSA', axis: 'nature', section: 'I', type: 'G', special: true },
          {
            code: '930',
            label: 'Services généraux',
            axis: 'fonction',
            section: 'F',
            type: 'C',
            special: false,
          },
        ],
        natures: [
          { code: '6', label: 'Charges', parent: null, uses: {}, deleted: false },
          { code: '60', label: 'Achats', parent: '6', uses: {}, deleted: false },
          { code: '601', label: 'Eau', parent: '60', uses: { DR: '011' }, deleted: false },
          { code: '602', label: 'Gaz', parent: '60', uses: { DR: '011', RR: '018' }, deleted: true },
        ],
        fonctions: [
          { code: '930', label: 'Services généraux', parent: null, axis: 'voted' },
          { code: '93020', label: 'Administration', parent: '930', axis: 'voted' },
          { code: '0', label: 'Services généraux', parent: null, axis: 'reference' },
          { code: '020', label: 'Administration', parent: '0', axis: 'reference' },
        ],
      },
    });
  });

  it('decodes bytes as the declaration says', () => {
    const latin1 = Uint8Array.from(SMALL.replace('UTF-8', 'ISO-8859-1'), (character) =>
      character.charCodeAt(0),
    );
    expect(readPlanXml(latin1).plan).toEqual(readPlanXml(SMALL).plan);
  });

  it.each([
    ['nothing at all', '', 'PLAN_XML_INVALID', 1],
    ['text that is not XML', '601;Eau', 'PLAN_XML_INVALID', 1],
    ['a truncated file', SMALL.slice(0, SMALL.indexOf('Supprime=')), 'PLAN_XML_INVALID', 12],
    [
      'a tag closed by another',
      SMALL.replace('</Comptes>\n  </Nature>', '</Compte>\n  </Nature>'),
      'PLAN_XML_INVALID',
      15,
    ],
    ['an unknown entity', SMALL.replace('Gaz', '&gaz;'), 'PLAN_XML_INVALID', 12],
    [
      'a DTD',
      SMALL.replace('?>\n', '?>\n<!DOCTYPE Nomenclature [<!ENTITY a "aaaa">]>\n'),
      'PLAN_XML_DOCTYPE',
      2,
    ],
    ['another document', '<DocumentBudgetaire/>', 'PLAN_NOT_A_PLAN', 1],
    ['another norm', SMALL.replace('Norme="M57"', 'Norme="M14"'), 'PLAN_NORM_REFUSED', 2],
    ['a year that is none', SMALL.replace('Exer="2024"', 'Exer="24"'), 'PLAN_YEAR_INVALID', 2],
    ['no declension', SMALL.replace('Declinaison="M57_D"', ''), 'PLAN_ATTRIBUTE_MISSING', 2],
    ['an account without code', SMALL.replace('Code="601"', ''), 'PLAN_ATTRIBUTE_MISSING', 11],
    ['a section that is none', SMALL.replace('Section="I"', 'Section="X"'), 'PLAN_SECTION_INVALID', 6],
    ['no account', SMALL.replace(/<Comptes>[^]*?<\/Comptes>/, ''), 'PLAN_EMPTY', null],
  ])('refuses %s, with its line', (_, source, code, line) => {
    expect(issueOf(source)).toMatchObject({ code, line });
    expect(planXmlMessages).toHaveProperty(code);
  });

  it('points to the column where the element begins', () => {
    expect(issueOf(SMALL.replace('Code="601"', ''))).toMatchObject({ line: 11, column: 11 });
    expect(issueOf(SMALL.replace('<Compte Code="601"', '<Compte\n'))).toMatchObject({
      line: 11,
      column: null,
    });
  });

  it('names the norm it refuses and the attribute it misses', () => {
    expect(issueOf(SMALL.replace('Norme="M57"', 'Norme="M14"'))?.params).toEqual({ norm: 'M14' });
    expect(issueOf(SMALL.replace('Code="020"', ''))?.params).toEqual({
      element: 'RefFonc',
      attribute: 'Code',
    });
  });

  it('warns of a code defined twice, of a chapter that is not there and of a doubtful year', () => {
    const source = SMALL.replace('Code="602"', 'Code="601"')
      .replace('Code="601" Libelle="Eau&#160;" DR="011"', 'Code="601" Libelle="Eau" DR="99"')
      .replace('Exer="2024"', 'Exer="2020"');
    const { plan, warnings } = readPlanXml(source);
    expect(plan.natures.filter(({ code }) => code === '601')).toMatchObject([{ label: 'Eau' }]);
    expect(warnings).toEqual([
      { code: 'PLAN_CODE_TWICE', line: 12, column: 11, params: { code: '601' } },
      { code: 'PLAN_CHAPTER_UNKNOWN', line: 11, column: 11, params: { code: '601', chapter: '99' } },
      { code: 'PLAN_YEAR_DOUBTFUL', line: null, column: null, params: { declension: 'M57_D', year: 2020 } },
    ]);
  });

  it('quotes the values in both languages', () => {
    expect(planXmlMessages['PLAN_NORM_REFUSED']?.fr({ norm: 'M14' })).toContain('M14');
    expect(planXmlMessages['PLAN_NORM_REFUSED']?.en({ norm: 'M14' })).toContain('M14');
  });
});

describe.skipIf(!reference.present)('readPlanXml on the official plans', () => {
  it.each([
    ['M57_D-2024', 2596, 249, 97],
    ['M57_A-2024', 1612, 249, 91],
    ['M57-2018', 3052, 232, 97],
    ['M57-2021', 2903, 249, 97],
  ])('reads %s whole: %i accounts, %i functions, %i chapters', async (id, natures, fonctions, chapters) => {
    const bytes = await reference.bytes(`nomenclature/plan-de-compte-${id}.xml`);
    const { plan, warnings } = readPlanXml(bytes);
    // Counted apart, by what the tags look like in the text.
    const [nature = '', fonction = ''] = new TextDecoder().decode(bytes).split('<Fonction>');
    const count = (text: string, tag: RegExp) => text.match(tag)?.length;
    expect([natures, fonctions, chapters]).toEqual([
      count(nature, /<Compte /g),
      count(fonction, /<RefFonc /g),
      count(nature + fonction, /<Chapitre /g),
    ]);
    expect(plan.id).toBe(id);
    expect(plan.natures).toHaveLength(natures);
    expect(plan.fonctions.filter(({ axis }) => axis === 'reference')).toHaveLength(fonctions);
    expect(plan.fonctions.filter(({ axis }) => axis === 'voted')).toHaveLength(
      count(fonction, /<Compte /g) ?? 0,
    );
    expect(plan.chapters).toHaveLength(chapters);
    expect(plan.natures.filter(({ deleted }) => deleted)).toHaveLength(count(nature, /Supprime="1"/g) ?? 0);
    expect(plan.natures.filter(({ uses }) => uses.DR)).toHaveLength(count(nature, / DR="[^"]/g) ?? 0);
    expect(warnings).toEqual([]);
  });
});
