import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reference } from '../../../../../tests/support/reference';
import type { InputError } from '../issue';
import { STAGES, type Amounts, type Imputation, type Stage } from '../ledger';
import { indexPlan } from '../nomenclature/plan-index';
import { decodePlan } from '../nomenclature/plan-seed';
import { detect } from '../readers/detect';
import { scdl } from '../readers/scdl';
import { readAll, utf8 } from '../readers/testing';
import type { WrittenDocument, WrittenLine } from './csv';
import { assertScdl, scdlWriter, scdlWriterMessages } from './scdl';
import { imputation, rowsOf, silent, written } from './testing';

async function seededPlan(id: string) {
  const file = new URL(`../../../../../seeds/nomenclatures/${id}.tsv`, import.meta.url);
  return indexPlan(decodePlan(await readFile(file, 'utf8')));
}
const developed = await seededPlan('M57_D-2024');
const document = {
  siret: '21000000000018',
  budget: '00',
  label: 'Ville',
  exercice: 2024,
  stage: 'CA' as Stage,
};
const of: WrittenDocument = { document, plan: developed, votedByFonction: false };
const line = (changes: Partial<Imputation>, amounts: Partial<Amounts> = {}): WrittenLine => ({
  of,
  imputation: { ...imputation, ...changes },
  amounts: { ...silent, ...amounts },
});
const cells = (changes: Partial<Imputation>, source: Partial<WrittenDocument> = {}) =>
  rowsOf(scdlWriter, [{ ...line(changes), of: { ...of, ...source } }])[0]!;

describe('scdlWriter', () => {
  it('writes the columns of the schema, then a row per line, ending each with CRLF', () => {
    expect(scdlWriter.head + scdlWriter.rows([line({}, { realised: -5, opened: 120_000, voted: 0 })])).toBe(
      'BGT_NATDEC,BGT_ANNEE,BGT_SIRET,BGT_NOM,BGT_CONTNAT,BGT_CONTNAT_LABEL,BGT_NATURE,BGT_NATURE_LABEL,' +
        'BGT_FONCTION,BGT_FONCTION_LABEL,BGT_OPERATION,BGT_SECTION,BGT_OPBUDG,BGT_CODRD,BGT_MTREAL,' +
        'BGT_MTBUDGPREC,BGT_MTRARPREC,BGT_MTPROPNOUV,BGT_MTPREV,BGT_CREDOUV,BGT_MTRAR3112,BGT_ARTSPE\r\n' +
        'compte administratif,2024,21000000000018,Ville,011,Charges à caractère général,6236,Catalogues et ' +
        'imprimés,020,Administration générale de la collectivité,,fonctionnement,réel,' +
        'dépense,-0.05,,,,0.00,1200.00,,\r\n',
    );
    expect(scdlWriter.rows([])).toBe('');
  });

  it.each<[Stage, string]>([
    ['BP', 'budget primitif'],
    ['BS', 'budget supplémentaire'],
    ['DM', 'décision modificative'],
    ['CA', 'compte administratif'],
    ['CFU', 'compte administratif'],
  ])('calls a document of stage %s "%s"', (stage, step) => {
    expect(cells({}, { document: { ...document, stage } })['BGT_NATDEC']).toBe(step);
  });

  it('refuses what is not a budget document, in words', () => {
    const refused = STAGES.filter((stage) => {
      try {
        assertScdl([document, { ...document, stage }]);
        return false;
      } catch (error) {
        const [issue] = (error as InputError).issues;
        expect(issue).toMatchObject({ code: 'SCDL_STAGE', params: { stage, siret: document.siret } });
        for (const text of Object.values(scdlWriterMessages['SCDL_STAGE']!))
          expect(text(issue!.params)).toContain(stage);
        return true;
      }
    });
    expect(refused).toEqual(['BAL', 'PES', 'GL']);
  });

  it('gives the chapter as voted by nature, else the one of the plan', () => {
    const voted = (changes: Partial<Imputation>, votedByFonction = false) => {
      const { BGT_CONTNAT, BGT_CONTNAT_LABEL } = cells(changes, { votedByFonction });
      return [BGT_CONTNAT, BGT_CONTNAT_LABEL];
    };
    const works = { nature: '45411', chapitre: '45411', chapitre_vote: '4541101' };
    expect(voted(works)).toEqual(['4541101', "Travaux effectués d'office"]);
    expect(voted({})).toEqual(['011', 'Charges à caractère général']);
    expect(voted({ chapitre_vote: null })).toEqual(['011', 'Charges à caractère général']);
    expect(voted({ chapitre_vote: '930' }, true)).toEqual(['011', 'Charges à caractère général']);
    // In a vote by function, 13 is the function of works for others, not the chapter of subsidies.
    expect(voted({ ...works, chapitre_vote: '13' }, true)[0]).toBe('45411');
    expect(voted({ ...works, chapitre_vote: '4541' })).toEqual(['4541', voted(works)[1]]);
    expect(voted({ chapitre: null, chapitre_vote: null })).toEqual(['', '']);
  });

  it('takes labels from the nearest account above one that the plan does not know', () => {
    expect(cells({ nature: '623601', fonction: '0200', chapitre_vote: '01101' })).toMatchObject({
      BGT_NATURE: '623601',
      BGT_NATURE_LABEL: 'Catalogues et imprimés',
      BGT_FONCTION: '0200',
      BGT_FONCTION_LABEL: 'Administration générale de la collectivité',
      BGT_CONTNAT: '01101',
      BGT_CONTNAT_LABEL: 'Charges à caractère général',
    });
    expect(cells({ nature: '999', fonction: null })).toMatchObject({
      BGT_NATURE_LABEL: '',
      BGT_FONCTION: '',
      BGT_FONCTION_LABEL: '',
    });
  });

  it('never writes text that a spreadsheet would run', () => {
    const label = '=HYPERLINK("http://example.com","ici")';
    const row = rowsOf(scdlWriter, [
      {
        ...line({ operation: '@SUM(A1)', nature: '+6', fonction: '-2' }, { realised: -100 }),
        of: { ...of, document: { ...document, label } },
      },
    ])[0]!;
    expect(row).toMatchObject({
      BGT_NOM: `'${label}`,
      BGT_OPERATION: "'@SUM(A1)",
      BGT_NATURE: "'+6",
      BGT_FONCTION: "'-2",
      BGT_MTREAL: '-1.00',
    });
  });

  it('writes what its reader reads back', async () => {
    const cents = fc.option(fc.integer({ min: -1e13, max: 1e13 }));
    const code = fc.stringMatching(/^[0-9A-Z][0-9A-Z ",;'-]{0,6}[0-9A-Z]$/);
    const nowhere = indexPlan({
      ...developed.plan,
      chapters: [],
      natures: [],
      fonctions: [],
    });
    const lines = fc.array(
      fc.record({
        section: fc.constantFrom('F', 'I', null),
        direction: fc.constantFrom('D', 'R'),
        kind: fc.constantFrom('real', 'ordre'),
        nature: code,
        fonction: fc.option(code),
        chapitre_vote: fc.option(code),
        operation: fc.option(code),
        amounts: fc.record({
          realised: cents,
          previous_budget: cents,
          carried_over_previous: cents,
          proposed: cents,
          voted: cents,
          opened: cents,
          carried_over: cents,
        }),
      }),
      { minLength: 1 },
    );
    await fc.assert(
      fc.asyncProperty(lines, fc.constantFrom<Stage>('BP', 'BS', 'DM', 'CA'), async (expected, stage) => {
        const source = { document: { ...document, stage }, plan: nowhere, votedByFonction: false };
        const text = scdlWriter.rows(
          expected.map(({ amounts, ...codes }) => ({
            of: source,
            imputation: { ...imputation, ...codes, chapitre: null },
            amounts,
          })),
        );
        const reading = await readAll(scdl, utf8(scdlWriter.head + text));
        expect(reading.documents).toMatchObject([{ siret: document.siret, exercice: 2024, stage }]);
        expect(reading.lines).toHaveLength(expected.length);
        expect(reading.lines).toMatchObject(expected);
      }),
    );
  });
});

describe.skipIf(!reference.present)('on real documents', () => {
  const text = async (name: string, encoding?: string) =>
    new TextDecoder(encoding).decode(await reference.bytes(name));
  const read = async (source: string) => {
    const bytes = utf8(source);
    return readAll(detect(bytes), bytes);
  };
  const table = (csv: string): Record<string, string>[] => parse(csv, { columns: true, bom: true });
  const labels = (row: Record<string, string>) => Object.keys(row).filter((name) => name.endsWith('_LABEL'));
  const without = (row: Record<string, string>, names: string[]) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));

  it('gives the CSV that the public converter makes of the M43 pair', async () => {
    const xml = await text('totem/transport-bp-2022-m43.xml', 'latin1');
    // The product refuses M43: here its accounts are read with another plan, which gives other labels.
    const asM57 = xml.replace('M4-M43_D', 'M57-M57_D').replace("encoding='ISO-8859-1'", "encoding='UTF-8'");
    const ours = rowsOf(scdlWriter, written(await read(asM57), developed));
    const theirs = table(await text('scdl/transport-bp-2022-m43.csv'));
    expect(ours).toHaveLength(123);

    // The converter begins the stage with a capital, which the schema does not allow, names the authority where
    // we name the budget, and leaves empty the chapter and the section of lines that have no known chapter.
    const particular = ['BGT_NATDEC', 'BGT_NOM', 'BGT_CONTNAT', 'BGT_SECTION'];
    const rest = (row: Record<string, string>) => without(row, [...labels(row), ...particular]);
    expect(ours.map(rest)).toEqual(theirs.map(rest));
    ours.forEach((row, rank) => {
      const { BGT_NATDEC, BGT_NOM, BGT_CONTNAT, BGT_SECTION } = theirs[rank]!;
      expect(row['BGT_NATDEC']).toBe(BGT_NATDEC!.toLowerCase());
      expect([BGT_NOM, row['BGT_NOM']]).toEqual(['SAINT MALO AGGLOMERATION', 'TRANSPORT ET MOBILITE SMA']);
      // All of them are purchases of equipment and works for others: 20, 21, 23, 458.
      expect(row['BGT_CONTNAT']).toBe(BGT_CONTNAT || row['BGT_NATURE']!.slice(0, 2));
      expect(row['BGT_SECTION']).toBe(BGT_SECTION || 'investissement');
    });
  });

  it('gives back Morbihan 2021 with the labels of its plan, and fills in the sections and labels it lacks', async () => {
    const source = await text('scdl/morbihan-ca-2021-m57.csv');
    const ours = rowsOf(scdlWriter, written(await read(source), await seededPlan('M57-2021')));
    const theirs = table(source);
    expect(ours).toHaveLength(1273);
    const filled: Record<string, number> = {};
    ours.forEach((row, rank) => {
      for (const [name, cell] of Object.entries(theirs[rank]!)) {
        const own = row[name]!;
        if (name === 'BGT_ARTSPE') expect(own).toBe('');
        else if (cell === '' && own !== '') filled[name] = (filled[name] ?? 0) + 1;
        else if (name === 'BGT_NATDEC') expect(own).toBe(cell.toLowerCase());
        else if (/^BGT_(MT|CREDOUV)/.test(name))
          expect([own === '', Number(own)]).toEqual([cell === '', Number(cell)]);
        else expect(own.replace(/\s/g, ' '), name).toBe(cell.replace(/\s/g, ' '));
      }
    });
    // 55 lines of works for others (chapters 4544128…, 4544) and two purchases of equipment without a chapter.
    expect(filled).toEqual({ BGT_CONTNAT: 2, BGT_CONTNAT_LABEL: 57, BGT_SECTION: 57 });
  });

  it('makes of Montpellier 2018 rows that are valid against the schema, every one', async () => {
    const schema: Schema = JSON.parse(await text('scdl/scdl-budget-schema-0.8.3.json'));
    const xml = await text('totem/montpellier-ca-2018-m57.xml', 'latin1');
    const reading = await read(xml.replace("encoding='ISO-8859-1'", "encoding='UTF-8'"));
    const rows = rowsOf(scdlWriter, written(reading, await seededPlan('M57-2018')));
    expect(rows).toHaveLength(1697);
    expect(Object.keys(rows[0]!)).toEqual(schema.fields.map(({ name }) => name));
    expect(rows.flatMap((row) => schema.fields.flatMap((field) => faults(field, row[field.name]!)))).toEqual(
      [],
    );
    // The check itself sees faults.
    const [first] = rows;
    const spoilt = {
      ...first!,
      BGT_NATDEC: 'Compte administratif',
      BGT_SIRET: '1',
      BGT_SECTION: '',
      BGT_MTREAL: '1,5',
    };
    expect(
      schema.fields.flatMap((field) => faults(field, spoilt[field.name as keyof typeof spoilt]!)),
    ).toEqual([
      'BGT_NATDEC: enum "Compte administratif"',
      'BGT_SIRET: pattern "1"',
      'BGT_SECTION: required ""',
      'BGT_MTREAL: number "1,5"',
    ]);

    const sum = (name: string, direction: string) =>
      rows
        .filter(({ BGT_OPBUDG, BGT_CODRD }) => BGT_OPBUDG === 'réel' && BGT_CODRD === direction)
        .reduce((cents, row) => cents + Math.round(Number(row[name]) * 100), 0);
    expect([sum('BGT_MTREAL', 'dépense'), sum('BGT_MTREAL', 'recette')]).toEqual([41062433733, 43717355270]);
  });
});

interface Schema {
  fields: SchemaField[];
}
interface SchemaField {
  name: string;
  type: 'string' | 'number' | 'year';
  constraints: {
    required: boolean;
    enum?: string[];
    pattern?: string;
    minLength?: number;
    maxLength?: number;
  };
}

/** What a Table Schema says against a cell; an empty one is a missing value. */
function faults({ name, type, constraints }: SchemaField, cell: string): string[] {
  const fault = (what: string, wrong: boolean) => (wrong ? [`${name}: ${what} ${JSON.stringify(cell)}`] : []);
  if (cell === '') return fault('required', constraints.required);
  return [
    ...fault('number', type === 'number' && !/^-?\d+(\.\d+)?$/.test(cell)),
    ...fault('year', type === 'year' && !/^\d{4}$/.test(cell)),
    ...fault('enum', constraints.enum?.includes(cell) === false),
    ...fault('pattern', constraints.pattern !== undefined && !new RegExp(constraints.pattern).test(cell)),
    ...fault('minLength', cell.length < (constraints.minLength ?? 0)),
    ...fault('maxLength', cell.length > (constraints.maxLength ?? Infinity)),
  ];
}
