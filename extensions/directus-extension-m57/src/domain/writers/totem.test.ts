import { describe, expect, it } from 'vitest';
import type { Amounts, BudgetDocument } from '../ledger';
import { writeTotem, type TotemLine } from './totem';

const silent: Amounts = {
  realised: null,
  previous_budget: null,
  carried_over_previous: null,
  proposed: null,
  voted: null,
  opened: null,
  carried_over: null,
};
const document: BudgetDocument = {
  siret: '12345678901234',
  budget: '00',
  label: 'Régie "A & B"',
  exercice: 2025,
  stage: 'CFU',
  number: 0,
  nomenclature: 'M57_D',
  voted_by_fonction: false,
  draft: false,
};
const line: TotemLine = {
  nature: '60612',
  fonction: '020',
  chapitre_vote: '011',
  direction: 'D',
  kind: 'real',
  operation: null,
  amounts: { ...silent, opened: 120_000, realised: -5 },
};
const authority = { siret: '12345678901234', name: 'Ville', kind: 'COMMUNE' };
const write = (changes: Partial<BudgetDocument>, ...lines: TotemLine[]) =>
  writeTotem(authority, '2026-04-10', [{ document: { ...document, ...changes }, annex: false, lines }]);

describe('writeTotem', () => {
  it('writes the head, the budget and its lines', () => {
    expect(write({}, line).split('\r\n')).toEqual([
      "<?xml version='1.0' encoding='ISO-8859-1'?>",
      '<DocumentBudgetaire xmlns="http://www.minefi.gouv.fr/cp/demat/docbudgetaire">',
      '<EnTeteDocBudgetaire>',
      '  <DteStr V="2026-04-10" />',
      '  <LibelleColl V="Ville" />',
      '  <IdColl V="12345678901234" />',
      '  <NatCEPL V="COMMUNE" />',
      '</EnTeteDocBudgetaire>',
      '<Budget>',
      '  <EnTeteBudget>',
      '    <LibelleEtab V="R&#233;gie &#34;A &#38; B&#34;" />',
      '    <IdEtab V="12345678901234" />',
      '    <CodBud V="00" />',
      '    <Nomenclature V="M57-M57_D" />',
      '  </EnTeteBudget>',
      '  <BlocBudget>',
      '    <NatDec V="10" />',
      '    <Exer V="2025" />',
      '    <ProjetBudget V="false" />',
      '    <NatFonc V="3" />',
      '    <CodTypBud V="P" />',
      '  </BlocBudget>',
      '  <LigneBudget>',
      '    <Nature V="60612" />',
      '    <Fonction V="020" />',
      '    <ContNat V="011" />',
      '    <ArtSpe V="false" />',
      '    <CodRD V="D" />',
      '    <CredOuv V="1200.00" />',
      '    <MtReal V="-0.05" />',
      '    <OpBudg V="0" />',
      '  </LigneBudget>',
      '</Budget>',
      '</DocumentBudgetaire>',
      '',
    ]);
  });

  it('says whether an ordre operation crosses the sections', () => {
    const kinds = ['042', '023', '041', '043'].map((chapitre_vote) =>
      /<TypOpBudg V="(.)"/.exec(write({}, { ...line, kind: 'ordre', chapitre_vote })),
    );
    expect(kinds.map((match) => match?.[1])).toEqual(['2', '2', '1', '1']);
  });

  it('leaves out what is not known, and writes what is', () => {
    const bare = write({}, { ...line, fonction: null, chapitre_vote: null });
    expect(bare).not.toMatch(/<Fonction|<ContNat|<Operation|<MtPrev/);
    const amounts: Amounts = {
      previous_budget: 100,
      carried_over_previous: 200,
      proposed: 300,
      voted: 400,
      opened: 500,
      realised: 600,
      carried_over: 700,
    };
    const full = write({}, { ...line, operation: '1234', amounts });
    expect(full).toContain('<Operation V="1234" />');
    expect(
      [...full.matchAll(/<(Mt\w+|CredOuv) V="([\d.]+)"/g)].map(([, name, value]) => `${name} ${value}`),
    ).toEqual([
      'MtBudgPrec 1.00',
      'MtRARPrec 2.00',
      'MtPropNouv 3.00',
      'MtPrev 4.00',
      'CredOuv 5.00',
      'MtReal 6.00',
      'MtRAR3112 7.00',
    ]);
  });

  it('marks the vote by function, drafts, ranks and annexes', () => {
    const text = writeTotem(authority, '2026-04-10', [
      { document, annex: false, lines: [] },
      {
        document: { ...document, stage: 'DM', number: 2, voted_by_fonction: true, draft: true },
        annex: true,
        lines: [line],
      },
    ]);
    const [principal = '', annex = ''] = text.split('<Budget>').slice(1);
    expect(principal).toContain('<CodTypBud V="P" />');
    expect(annex).toContain('<CodTypBud V="A" />');
    expect(annex).toContain('<NatDec V="02" />');
    expect(annex).toContain('<NumDec V="2" />');
    expect(annex).toContain('<NatFonc V="2" />');
    expect(annex).toContain('<ProjetBudget V="true" />');
    expect(annex).toContain('<ContFon V="011" />');
  });

  it('refuses what is not a budget document', () => {
    expect(() => write({ stage: 'BAL' })).toThrow(RangeError);
    expect(() => write({ nomenclature: null })).toThrow(RangeError);
  });
});
