import { describe, expect, it } from 'vitest';
import { isLedger, proposeMapping } from './propose';

/** A table as it is written here: cells between bars. */
const table = (...rows: string[]) =>
  proposeMapping(
    rows.map((row, at) =>
      row.split('|').map((text, column) => ({ text: text.trim(), line: at + 1, column })),
    ),
  );

describe('proposeMapping', () => {
  it('knows the words of French finance software', () => {
    const { proposal, missing, columns } = table(
      'Exercice|Code budget|Section|Sens|Réel/Ordre|Chapitre|Nature|Fonction|N° opération|Service gestionnaire|Antenne|Code analytique|Libellé|Date de mandatement|Crédits ouverts|Montant réalisé',
      '2024|00|F|D|R|011|60632|020||DRH|Mairie|A12|Gants|12/03/2024|1 000,00|100,20',
    );
    expect(proposal).toEqual({
      columns: {
        exercice: 0,
        budget: 1,
        section: 2,
        direction: 3,
        kind: 4,
        chapitre: 5,
        nature: 6,
        fonction: 7,
        operation: 8,
        manager: 9,
        site: 10,
        analytic: 11,
        label: 12,
        date: 13,
        budgeted: 14,
        amount: 15,
      },
      document: { stage: 'GL' },
      header: 1,
      unit: 'euros',
    });
    expect(missing).toEqual(['siret']);
    expect(columns[6]).toEqual({ header: 'Nature', samples: ['60632'] });
  });

  it('tells columns of one name by their cells', () => {
    const named = (cells: string) => table('Article|Direction|Type|Budget|Montant', cells).proposal.columns;
    expect(named('6068|Sports|ORDRE|00|10,50')).toMatchObject({ manager: 1, kind: 2, budget: 3 });
    expect(named('6068|DEP|D|1 200,00|10,50')).toMatchObject({ direction: 1, budgeted: 3 });
  });

  it('finds a header below a title, and takes a debit and a credit for the amount', () => {
    const { proposal, missing } = table(
      'Grand livre au 31/12/2024',
      '',
      'Compte|Libellé du compte|Débit|Crédit|Solde',
      '60632|Fournitures|10,50||10,50',
    );
    expect(proposal.header).toBe(3);
    expect(proposal.columns).toEqual({ nature: 0, label: 1, debit: 2, credit: 3 });
    expect(missing).toEqual(['siret', 'exercice']);
  });

  it('goes by the cells where the names say nothing', () => {
    const { proposal } = table(
      'a|b|c|d|e',
      'x|60632|D|12/01/2024|10,50',
      'y|6411|D|13/02/2024|1 000,00',
      'z|7067|R|14/03/2024|3,20',
    );
    expect(proposal.columns).toMatchObject({ nature: 1, direction: 2, date: 3, amount: 4 });
  });

  it('takes the year from the dates where they tell one', () => {
    const dated = (...dates: string[]) =>
      table('Compte|Date|Montant', ...dates.map((date) => `6068|${date}|1,00`)).proposal.document.exercice;
    expect(dated('01/02/2024', '31/12/2024')).toBe(2024);
    expect(dated('31/12/2023', '01/01/2024')).toBeUndefined();
  });

  it('leaves a SIRET that is the supplier’s', () => {
    const siret = (header: string) =>
      table(header, '6068|Dupont|21000000000018|1,00', '6068|Durand|35600000000048|1,00').proposal.columns
        .siret;
    expect(siret('Compte|Fournisseur|SIRET|Montant')).toBeUndefined();
    expect(siret('Compte|Service|SIRET|Montant')).toBe(2);
  });

  it('keeps one mapping for one shape, whatever the rows', () => {
    const [one, other] = ['6068|10,50', '7067|3,00'].map((row) => table('Compte|Montant', row));
    expect(one!.shape).toBe(other!.shape);
  });

  it('says what is no ledger', () => {
    expect(isLedger(table('nom|prénom|ville', 'Dupont|Anne|Brest'))).toBe(false);
    expect(isLedger(table('id|prix', '1|2', '2|3', '3|4'))).toBe(false);
    expect(isLedger(table(''))).toBe(false);
    expect(isLedger(proposeMapping([]))).toBe(false);
    expect(isLedger(table('Compte|Montant'))).toBe(true);
  });
});
