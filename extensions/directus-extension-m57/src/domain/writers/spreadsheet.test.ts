import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { indexPlan } from '../nomenclature/plan-index';
import { decodePlan } from '../nomenclature/plan-seed';
import { spreadsheetWriter } from './spreadsheet';
import { imputation, rowsOf, silent } from './testing';

const seed = new URL('../../../../../seeds/nomenclatures/M57_D-2024.tsv', import.meta.url);
const plan = indexPlan(decodePlan(await readFile(seed, 'utf8')));
const document = {
  siret: '21000000000018',
  budget: '00',
  label: 'Ville; budget principal',
  exercice: 2024,
  stage: 'CFU' as const,
};
const of = { document, plan, votedByFonction: false };

describe('spreadsheetWriter', () => {
  it('is what Excel in French opens: byte order mark, semicolons, decimal commas, CRLF', () => {
    const text =
      spreadsheetWriter.head +
      spreadsheetWriter.rows([
        { of, imputation, amounts: { ...silent, realised: -123_456_789, opened: 0 } },
        { of, imputation: { ...imputation, fonction: null, section: null, direction: 'R' }, amounts: silent },
      ]);
    expect(text.split('\r\n')).toEqual([
      '\ufeffÉtape;Exercice;SIRET;Budget;Intitulé du budget;Section;Sens;Mouvement;Chapitre;Nature;Fonction;' +
        'Opération;Code analytique;Service gestionnaire;Site;Budget précédent;Restes à réaliser N-1;Propositions ' +
        'nouvelles;Voté;Crédits ouverts;Réalisé;Restes à réaliser au 31/12',
      'compte financier unique;2024;21000000000018;00;"Ville; budget principal";fonctionnement;dépense;réel;' +
        '011 - Charges à caractère général;6236 - Catalogues et imprimés;' +
        '020 - Administration générale de la collectivité;;;;;;;;;0,00;-1234567,89;',
      'compte financier unique;2024;21000000000018;00;"Ville; budget principal";;recette;réel;' +
        '011 - Charges à caractère général;6236 - Catalogues et imprimés;;;;;;;;;;;;',
      '',
    ]);
  });

  it.each(['=1+1', '+33', '-2', '@SUM(A1)', '\t=1', '\r=1', '＝1'])(
    'takes %j for text, not a formula',
    (cell) => {
      const [row] = rowsOf(spreadsheetWriter, [
        {
          of: { ...of, document: { ...document, label: cell, budget: cell } },
          imputation: {
            ...imputation,
            nature: cell,
            fonction: cell,
            operation: cell,
            analytic: cell,
            manager: cell,
          },
          amounts: silent,
        },
      ]);
      const names = ['Budget', 'Intitulé du budget', 'Nature', 'Fonction', 'Opération', 'Code analytique'];
      for (const name of [...names, 'Service gestionnaire']) expect(row![name]).toBe(`'${cell}`);
    },
  );

  it('leaves a code without a label alone', () => {
    const [row] = rowsOf(spreadsheetWriter, [
      { of, imputation: { ...imputation, nature: '999' }, amounts: silent },
    ]);
    expect(row!['Nature']).toBe('999');
  });
});
