import { readFile } from 'node:fs/promises';
import { readSheet } from 'read-excel-file/universal';
import { describe, expect, it } from 'vitest';
import { indexPlan } from '../nomenclature/plan-index';
import { decodePlan } from '../nomenclature/plan-seed';
import { ledger } from '../readers/ledger';
import { readAll } from '../readers/testing';
import type { WrittenLine } from './csv';
import { imputation, silent } from './testing';
import { xlsxFile } from './xlsx';

const seed = new URL('../../../../../seeds/nomenclatures/M57_D-2024.tsv', import.meta.url);
const plan = indexPlan(decodePlan(await readFile(seed, 'utf8')));
const document = {
  siret: '21000000000018',
  budget: '00',
  label: 'Ville & « cœur » <1>',
  exercice: 2024,
  stage: 'CFU' as const,
};
const of = { document, plan, votedByFonction: false };

async function fileOf(...batches: WrittenLine[][]): Promise<Uint8Array> {
  async function* lines() {
    yield* batches;
  }
  const pieces = [];
  for await (const piece of xlsxFile(lines())) pieces.push(piece);
  return new Uint8Array(await new Blob(pieces as BlobPart[]).arrayBuffer());
}
const sheetOf = (bytes: Uint8Array) =>
  readSheet(bytes.slice().buffer as ArrayBuffer, { trim: false } as never);

describe('xlsxFile', () => {
  it('is a workbook: codes as texts, amounts as numbers, a header in French', async () => {
    const amounts = { ...silent, realised: -123_456_789, opened: 30 };
    const [header, first, second] = await sheetOf(
      await fileOf(
        [{ of, imputation: { ...imputation, site: 'Piscine' }, amounts }],
        [{ of, imputation, amounts: silent }],
      ),
    );
    expect(header!.slice(0, 5)).toEqual(['Étape', 'Exercice', 'SIRET', 'Budget', 'Intitulé du budget']);
    const cells = Object.fromEntries(header!.map((name, at) => [name, first![at]]));
    expect(cells).toMatchObject({
      SIRET: '21000000000018',
      Budget: '00',
      'Intitulé du budget': 'Ville & « cœur » <1>',
      Chapitre: '011 - Charges à caractère général',
      Nature: '6236 - Catalogues et imprimés',
      Site: 'Piscine',
      'Crédits ouverts': 0.3,
      Réalisé: -1_234_567.89,
      Voté: null,
    });
    expect(second![header!.indexOf('Réalisé')]).toBeNull();
  });

  it.each(['=1+1', '+33', '-2', '@SUM(A1)'])('takes %j for text, not a formula', async (cell) => {
    const [, row] = await sheetOf(
      await fileOf([
        { of, imputation: { ...imputation, analytic: cell, operation: `${cell}\u0001` }, amounts: silent },
      ]),
    );
    expect(row!.slice(11, 13)).toEqual([`'${cell}`, `'${cell}`]);
  });

  it('is read back by the product as it was', async () => {
    const lines = Array.from({ length: 1200 }, (_, at): WrittenLine => {
      const coding = { ...imputation, nature: at % 2 ? '6236' : '60632', analytic: `A${at}`, site: 'Mairie' };
      return { of, imputation: coding, amounts: { ...silent, realised: at * 37 - 9_999, opened: at } };
    });
    const { documents, lines: read } = await readAll(
      ledger,
      await fileOf(lines.slice(0, 700), lines.slice(700)),
    );
    expect(documents).toHaveLength(1);
    expect(documents[0]).toMatchObject({ siret: document.siret, budget: '00', exercice: 2024, stage: 'GL' });
    expect(
      read.map(({ nature, fonction, chapitre_vote, analytic, site, amounts: { realised, opened } }) => {
        return [nature, fonction, chapitre_vote, analytic, site, realised, opened];
      }),
    ).toEqual(
      lines.map(
        ({ imputation: { nature, fonction, chapitre, analytic, site }, amounts: { realised, opened } }) => {
          return [nature, fonction, chapitre, analytic, site, realised, opened];
        },
      ),
    );
  });
});
