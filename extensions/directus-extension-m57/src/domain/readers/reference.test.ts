import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { reference } from '../../../../../tests/support/reference';
import { impute, imputationKey } from '../imputation';
import { formatCents, type Cents } from '../money';
import { indexPlan } from '../nomenclature/plan-index';
import { decodePlan } from '../nomenclature/plan-seed';
import { TotalsAccumulator, ordreWarning } from '../totals';
import { detect } from './detect';
import { readerMessages } from './messages';
import type { ReaderEvent } from './reader';
import { issuesOf, readAll, stream } from './testing';

async function load(name: string, planId: string) {
  const bytes = await reference.bytes(name);
  const reading = await readAll(detect(bytes), bytes);
  const seed = new URL(`../../../../../seeds/nomenclatures/${planId}.tsv`, import.meta.url);
  const plan = indexPlan(decodePlan(await readFile(seed, 'utf8')));
  const sums = new TotalsAccumulator();
  const imputed = reading.lines.map((line) => {
    const { imputation, line: resolved, warnings } = impute(line, reading.documents[line.document]!, plan);
    const realised = resolved.amounts.realised ?? 0;
    sums.add(imputation, realised);
    return { imputation, realised, warnings, line: resolved };
  });
  return { ...reading, plan, imputed, totals: sums.totals };
}
type Loaded = Awaited<ReturnType<typeof load>>;

const money = (values: Record<string, Cents>) =>
  Object.fromEntries(Object.entries(values).map(([name, cents]) => [name, formatCents(cents)]));

/** Real lines of one direction in neither section would escape both DF and DI. */
const escaped = ({ imputed }: Loaded) => imputed.filter(({ imputation }) => imputation.section === null);

describe.skipIf(!reference.present)('montpellier-ca-2018-m57.xml', async () => {
  if (!reference.present) return;
  const file = await load('totem/montpellier-ca-2018-m57.xml', 'M57-2018');

  it('has its lines and its head', () => {
    expect(file.lines).toHaveLength(1697);
    expect(file.documents).toMatchObject([
      {
        siret: '21340172201787',
        budget: '00',
        exercice: 2018,
        stage: 'CA',
        nomenclature: 'M57',
        voted_by_fonction: true,
      },
    ]);
    expect(file.warnings.map(({ code, line }) => [code, line])).toEqual([['DRAFT_BUDGET', 29]]);
    expect(file.lines[0]).toMatchObject({ line: 62, column: 7, fonction: '93020', chapitre_vote: '930' });
  });

  it('has the published totals', () => {
    expect(money(file.totals.document)).toEqual({
      expense_real: '410624337.33',
      revenue_real: '437173552.70',
      expense_ordre: '23100151.95',
      revenue_ordre: '23100151.95',
    });
    expect(money({ ...file.totals.carried_forward })).toEqual({
      expense: '14378190.01',
      revenue: '26852023.43',
    });
    expect(money({ ...file.totals.operations })).toEqual({
      expense: '396246147.32',
      revenue: '410321529.27',
    });
    expect(ordreWarning(file.totals)).toBeNull();
  });

  it('has functions without prefixes, chapters by nature and sections, all from the plan', () => {
    expect(file.imputed[0]?.imputation).toMatchObject({ fonction: '020', chapitre: '011', section: 'F' });
    expect(escaped(file)).toEqual([]);
    const fonctions = new Set(file.imputed.map(({ imputation }) => imputation.fonction));
    for (const code of fonctions)
      if (code !== null) expect(file.plan.fonction(code)?.axis, code).toBe('reference');
    const withoutChapter = file.imputed.filter(({ imputation }) => imputation.chapitre === null);
    expect(withoutChapter.map(({ imputation }) => imputation.nature)).toEqual([]);
  });
});

describe.skipIf(!reference.present)('morbihan-ca-2021-m57.csv', async () => {
  if (!reference.present) return;
  const file = await load('scdl/morbihan-ca-2021-m57.csv', 'M57-2021');

  it('has its lines and its head', () => {
    expect(file.lines).toHaveLength(1273);
    expect(file.documents).toMatchObject([
      { siret: '22560001400016', exercice: 2021, stage: 'CA', nomenclature: null },
    ]);
    expect(file.warnings).toEqual([]);
  });

  it('has the published totals', () => {
    expect(money(file.totals.document)).toMatchObject({
      expense_real: '854607148.50',
      revenue_real: '943635035.54',
    });
    expect(money({ ...file.totals.carried_forward })).toEqual({
      expense: '115914176.03',
      revenue: '54986880.05',
    });
    expect(money({ ...file.totals.operations })).toEqual({
      expense: '738692972.47',
      revenue: '888648155.49',
    });
    expect(ordreWarning(file.totals)).toBeNull();
  });

  it('loses no line between fonctionnement and investissement', () => {
    expect(escaped(file)).toEqual([]);
    const rescued = file.imputed.filter(
      ({ line, imputation }) =>
        line.section === null && imputation.direction === 'D' && imputation.kind === 'real',
    );
    expect(new Set(rescued.map(({ imputation }) => imputation.section))).toEqual(new Set(['I']));
    expect(formatCents(rescued.reduce((sum, { realised }) => sum + realised, 0))).toBe('637312.04');
  });

  it('derives the chapters and sections that the file itself gives', () => {
    for (const { line, imputation } of file.imputed)
      if (line.section !== null) {
        const { nature, direction, kind } = line;
        const derived = file.plan.sectionOf({
          ...imputation,
          nature,
          direction,
          kind,
          fonction: line.fonction,
        });
        expect(derived, `${nature} line ${line.line}`).toBe(line.section);
      }
  });

  it('agrees with csv-parse, cell by cell', async () => {
    const rows: Record<string, string>[] = parse(
      await readFile(reference.path('scdl/morbihan-ca-2021-m57.csv')),
      { columns: true, bom: true },
    );
    expect(
      file.lines.map(({ nature, fonction, chapitre_vote }) => [nature, fonction, chapitre_vote]),
    ).toEqual(
      rows.map((row) => [row['BGT_NATURE'], row['BGT_FONCTION'] || null, row['BGT_CONTNAT'] || null]),
    );
  });

  it('has one key per distinct imputation', () => {
    const keys = new Set(file.imputed.map(({ imputation }) => imputationKey(imputation)));
    expect(keys.size).toBeLessThanOrEqual(1273);
    expect(keys.size).toBeGreaterThan(1000);
  });
});

describe.skipIf(!reference.present)('the transport budget under M43', () => {
  it('is refused by name as TOTEM', async () => {
    const bytes = await reference.bytes('totem/transport-bp-2022-m43.xml');
    const issues = await issuesOf(readAll(detect(bytes), bytes));
    expect(issues).toMatchObject([{ code: 'NOMENCLATURE_UNSUPPORTED', line: 25, column: 10 }]);
    const { fr, en } = readerMessages['NOMENCLATURE_UNSUPPORTED']!;
    expect(fr(issues[0]!.params)).toContain('M43');
    expect(en(issues[0]!.params)).toContain('M43');
  });

  it('is read as SCDL, which names no nomenclature: the import asks for it', async () => {
    const bytes = await reference.bytes('scdl/transport-bp-2022-m43.csv');
    const { documents, lines } = await readAll(detect(bytes), bytes);
    expect(lines).toHaveLength(123);
    expect(documents).toMatchObject([{ stage: 'BP', nomenclature: null }]);
  });
});

describe.skipIf(!reference.present)('communes-2024-m57-extrait.csv, the national balance', () => {
  const read = async (siret?: string) => {
    const bytes = await reference.bytes('balance/communes-2024-m57-extrait.csv');
    return readAll(detect(bytes), bytes, [], { siret });
  };

  it('holds four towns, whose rows all balance', async () => {
    const { documents, lines, warnings } = await read();
    expect(
      documents.map(({ siret, label, exercice, stage, nomenclature }) => [
        siret,
        label,
        exercice,
        stage,
        nomenclature,
      ]),
    ).toEqual([
      ['21380185500015', 'GRENOBLE', 2024, 'BAL', 'M57'],
      ['21730065600014', 'CHAMBERY', 2024, 'BAL', 'M57'],
      ['20006340200016', 'ANNECY', 2024, 'BAL', 'M57'],
      ['21690123100011', 'LYON', 2024, 'BAL', 'M57'],
    ]);
    // By hand from the twenty rows: obnet less oob, and oob.
    expect(
      lines.map(({ line, nature, direction, kind, amounts }) => [
        line,
        nature,
        direction,
        kind,
        formatCents(amounts.realised!),
      ]),
    ).toEqual([
      [2, '1318', 'R', 'real', '680305.58'],
      [3, '2111', 'R', 'ordre', '84131.13'],
      [7, '13462', 'R', 'real', '3541.54'],
      [8, '21318', 'D', 'real', '2573784.64'],
      [8, '21318', 'D', 'ordre', '74470.60'],
      [8, '21318', 'R', 'ordre', '114851.76'],
      [11, '281533', 'R', 'ordre', '3251.00'],
      [12, '13913', 'D', 'ordre', '44523.30'],
      [15, '28041412', 'R', 'ordre', '2225.51'],
      [18, '13918', 'D', 'ordre', '9291.48'],
    ]);
    expect(warnings).toEqual([]);
  });

  it('gives one town alone', async () => {
    const { documents, lines } = await read('20006340200016');
    expect(documents.map(({ label }) => label)).toEqual(['ANNECY']);
    expect(lines.map(({ nature }) => nature)).toEqual(['13913', '28041412']);
  });
});

describe.skipIf(!reference.present)('payment orders of real software', () => {
  it.each([
    ['depense-1-ligne.xml', '24310063300011', '', 2015, 10_002_372, '60628', '64', 5522],
    [
      'depense-alr1.xml',
      '75580064600099',
      'Commune de Berger-Levrault',
      2019,
      10_000_011,
      '60611',
      '020',
      487_440,
    ],
  ])('%s', async (name, siret, label, exercice, number, nature, fonction, realised) => {
    const bytes = await reference.bytes(`pes/${name}`);
    const reading = await readAll(detect(bytes), bytes);
    expect(reading.documents).toEqual([
      {
        siret,
        budget: '00',
        label,
        exercice,
        stage: 'PES',
        number,
        nomenclature: null,
        voted_by_fonction: false,
        draft: false,
      },
    ]);
    expect(reading.lines).toMatchObject([
      { nature, fonction, direction: 'D', kind: 'real', amounts: { realised } },
    ]);
    expect(reading.warnings).toEqual([]);
    expect(JSON.stringify(reading)).not.toMatch(/TIERS|FACT|Extension/);
  });
});

describe.skipIf(!reference.present)('other public files', () => {
  it('an official chart of accounts is read with what it states', async () => {
    const bytes = await reference.bytes('nomenclature/plan-de-compte-M57_D-2024.xml');
    const reader = detect(bytes.subarray(0, 65_536));
    const events = [];
    for await (const batch of reader.read(stream(bytes))) events.push(...batch);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ type: 'plan', stated: 'M57_D-2024' });
    const { natures, fonctions, chapters } = (events[0] as Extract<ReaderEvent, { type: 'plan' }>).plan;
    const functions = fonctions.filter(({ axis }) => axis === 'reference');
    expect([natures.length, functions.length, chapters.length]).toEqual([2596, 249, 97]);
  });
});
