import { createReadStream, createWriteStream, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import Papa from 'papaparse';
import { analyse, type Knowledge } from '../../extensions/directus-extension-m57/src/domain/analysis/analyse';
import { indexPlan } from '../../extensions/directus-extension-m57/src/domain/nomenclature/plan-index';
import { decodePlan } from '../../extensions/directus-extension-m57/src/domain/nomenclature/plan-seed';
import { root } from '../../scripts/node22.mjs';
import { outputFolder } from '../support/output';
import { best } from './measures';
import type { BenchOptions } from './run';

const PLAN = 'M57_D-2024';
const HEADER =
  'EXER;IDENT;NDEPT;LBUDG;INSEE;CBUDG;CTYPE;CSTYP;NOMEN;SIREN;CREGI;CACTI;SECTEUR;FINESS;CODBUD1;CATEG;BAL;FONCTION;' +
  'COMPTE;BEDEB;BECRE;OBNETDEB;OBNETCRE;ONBDEB;ONBCRE;OOBDEB;OOBCRE;SD;SC';
/** Rows of one authority: about as many as a small town has. */
const ROWS_EACH = 100;

/**
 * How fast one authority is read out of a balance of all of them, in MB/s, and how fast the CSV library alone splits
 * the same file.
 */
export async function filterBench({ lines }: Pick<BenchOptions, 'lines'>): Promise<void> {
  const file = path.join(outputFolder('bench'), 'balance.csv');
  await pipeline(balanceRows(lines), createWriteStream(file));
  const megabytes = statSync(file).size / 1_000_000;
  const siret = siretOf(Math.floor(lines / ROWS_EACH / 2));
  const plan = indexPlan(
    decodePlan(readFileSync(path.join(root, 'seeds', 'nomenclatures', `${PLAN}.tsv`), 'utf8')),
  );
  const knowledge: Knowledge = {
    plans: async () => [PLAN],
    plan: async () => plan,
    declension: async () => null,
    mapping: async () => null,
  };
  const filtered = await best(3, async () => async () => {
    const { lines: kept } = await analyse(() => createReadStream(file), { siret }, knowledge);
    const expected = Math.min(ROWS_EACH, lines);
    if (kept !== expected) throw new Error(`${kept} rows of ${siret} were kept instead of ${expected}`);
  });
  const alone = await best(3, async () => async () => {
    const rows = await papaparse(file);
    if (rows !== lines + 1) throw new Error(`papaparse found ${rows} rows`);
  });
  const speed = (seconds: number) => `${(megabytes / seconds).toFixed(0)} MB/s`;
  console.log(
    `A balance of ${lines.toLocaleString('en')} rows (${megabytes.toFixed(0)} MB) filtered to one SIRET: ` +
      `${speed(filtered)}; papaparse alone: ${speed(alone)}`,
  );
}

/** The number of rows of a file, by the library as it comes. */
function papaparse(file: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let rows = 0;
    Papa.parse(createReadStream(file, 'utf8'), {
      delimiter: ';',
      skipEmptyLines: true,
      chunk: ({ data }) => void (rows += data.length),
      complete: () => resolve(rows),
      error: reject,
    });
  });
}

const siretOf = (authority: number) => `21${String(authority).padStart(12, '0')}`;

function* balanceRows(count: number): Generator<string> {
  let piece = `${HEADER}\r\n`;
  for (let row = 0; row < count; row += 1) {
    const siret = siretOf(Math.floor(row / ROWS_EACH));
    const debit = (((row * 7_919) % 9_000_000) / 100 + 1).toFixed(2);
    const head = `2024;${siret};075;COMMUNE DE MESURE;056;1;101;00;M57;${siret.slice(0, 9)};053;40;;;;COMMU;DEF`;
    piece += `${head};020;6068;0;0;${debit};0;0;0;0;0;${debit};0\r\n`;
    if (row % 1_000 === 999) {
      yield piece;
      piece = '';
    }
  }
  yield piece;
}
