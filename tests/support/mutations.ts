import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  analyse,
  type Analysis,
  type Knowledge,
} from '../../extensions/directus-extension-m57/src/domain/analysis/analyse';
import { InputError } from '../../extensions/directus-extension-m57/src/domain/issue';
import { describe } from '../../extensions/directus-extension-m57/src/domain/messages';
import { indexPlan } from '../../extensions/directus-extension-m57/src/domain/nomenclature/plan-index';
import { decodePlan } from '../../extensions/directus-extension-m57/src/domain/nomenclature/plan-seed';
import writeExcel, { type SheetData } from 'write-excel-file/universal';
import * as made from '../../extensions/directus-extension-m57/src/domain/readers/testing';
import { root } from '../../scripts/node22.mjs';
import { reference } from './reference';

const workbook = async (data: SheetData) =>
  new Uint8Array(await (await writeExcel(data).toBlob()).arrayBuffer());

/** Files to spoil: one made for each format and, where they are there, the beginnings of the real ones. */
export async function filesToSpoil(): Promise<{ name: string; bytes: Uint8Array }[]> {
  const line = { Nature: '6068', Fonction: '020', CodRD: 'D', MtReal: '10.50', OpBudg: '0' };
  const lines = [
    made.totemLine(line),
    made.totemLine({ ...line, Nature: '7067', CodRD: 'R' }),
    made.totemLine({ ...line, MtPrev: '-3.00', Operation: '12' }),
  ];
  const files: { name: string; bytes: Uint8Array }[] = [
    { name: 'totem', bytes: made.latin1(made.totemXml(lines)) },
    { name: 'cfu', bytes: made.latin1(made.cfuXml(lines)) },
    {
      name: 'scdl',
      bytes: made.utf8(
        [made.SCDL_HEADER, made.scdlRow(), made.scdlRow({ BGT_NOM: '"Eau, d\u00e9mo"' })].join('\r\n'),
      ),
    },
    {
      name: 'balance',
      bytes: made.utf8(
        [
          made.BALANCE_HEADER,
          made.balanceRow({ obnetdeb: '10.5', sd: '10.5' }),
          made.balanceRow({ compte: '7067', obnetcre: '1 000,00', sc: '1000' }),
        ].join('\n'),
      ),
    },
    {
      name: 'pes',
      bytes: made.latin1(
        made.pesXml([
          { head: { MtBordHT: '21.00' }, lines: [{ IdPce: '1' }, { IdPce: '2' }] },
          { side: 'Recette', head: { TypBord: '02' }, lines: [{ Nature: '7067' }] },
        ]),
      ),
    },
    {
      name: 'ledger',
      bytes: made.utf8(
        [
          'Compte;Fonction;Sens;Montant;SIRET;Exercice',
          '60632 - Fournitures;020;DEP;1 234,56;21990999100016;2024',
          '7067;281;REC;"10,00";21990999100016;2024',
          'TOTAL;;;1 244,56;;',
        ].join('\r\n'),
      ),
    },
    {
      name: 'ledger workbook',
      bytes: await workbook([
        ['Compte', 'Fonction', 'Sens', 'Montant', 'SIRET', 'Exercice'],
        ['60632', '020', 'DEP', 1234.56, '21990999100016', 2024],
        ['7067', '281', 'REC', 10, '21990999100016', 2024],
      ]),
    },
    {
      name: 'plan',
      bytes: made.utf8(
        `<?xml version="1.0" encoding="UTF-8"?><Nomenclature Norme="M57" Declinaison="M57_D" Exer="2025"><Nature>
<Chapitres><Chapitre Code="011" Libelle="Charges" Lib_court="Charges" TypeChapitre="G" Section="F" Special="0"/></Chapitres>
<Comptes><Compte Code="6" Libelle="Charges" Lib_court="Charges"><Compte Code="6068" Libelle="Fournitures" Lib_court="F" DR="011"/></Compte></Comptes>
</Nature><Fonction><Chapitres/><Comptes/><RefFonctionnelles><RefFonc Code="0" Libelle="Services" Lib_court="S"/></RefFonctionnelles></Fonction></Nomenclature>`,
      ),
    },
  ];
  if (reference.present)
    for (const name of [
      'totem/montpellier-ca-2018-m57.xml',
      'totem/transport-bp-2022-m43.xml',
      'scdl/morbihan-ca-2021-m57.csv',
      'scdl/transport-bp-2022-m43.csv',
      'balance/communes-2024-m57-extrait.csv',
      'pes/depense-alr1.xml',
      'pes/depense-1-ligne.xml',
    ])
      files.push({ name, bytes: beginning(await reference.bytes(name)) });
  return files;
}

/** A whole document with the first lines of a real one: thousands are read in the time of one. */
function beginning(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  const kept = text.startsWith('<')
    ? text.replace(/(<LigneBudget[^]*?<\/LigneBudget>\s*)+/, (all) =>
        all
          .split(/(?<=<\/LigneBudget>)/)
          .slice(0, 15)
          .join(''),
      )
    : text.split('\n').slice(0, 20).join('\n');
  return Buffer.from(kept, 'latin1');
}

const TOKENS = [
  ...['"', '""', '<', '>', '&', ';', ',', '\t', '\r', '\n', '\0', '\u00e9', '\u00a0', '-', '=', '/', "'"],
  ...['<!DOCTYPE a [', ']]>', '<![CDATA[', '<!--', '-->', '<?x ?>', '&lt;', '&#0;', '&#x110000;', '&x;'],
  ...['V="', ' V="1"', '<Budget>', '</Budget>', '<LigneBudget>', '</LigneBudget>', 'xmlns:a="b"'],
  ...[
    '1e308',
    '-0',
    '99999999999999999999',
    '0x10',
    'NaN',
    'null',
    '__proto__',
    'constructor',
    '1,5',
    '1.005',
  ],
  ...['2099', 'M57-M57_D', 'M14', '\ufeff', '\ud83d\ude00'],
].map((token) => Buffer.from(token));

/** The same spoiled file for the same numbers of `random`: one to four changes, at times gzipped before or after. */
export function spoil(bytes: Uint8Array, random: () => number): Uint8Array {
  const below = (limit: number) => Math.floor(random() * limit);
  const packed = below(8);
  let content: Uint8Array = packed === 0 ? gzipSync(bytes) : bytes;
  for (let changes = 1 + below(4); changes > 0; changes -= 1) {
    const at = below(content.length + 1);
    const size = below(below(2) ? 4 : 300);
    const elsewhere = below(content.length + 1);
    const splice = (remove: number, ...insert: Uint8Array[]) =>
      (content = Buffer.concat([content.subarray(0, at), ...insert, content.subarray(at + remove)]));
    const change = below(7);
    if (change === 0) splice(size);
    else if (change === 1) splice(below(2), Uint8Array.of(below(256)));
    else if (change === 2) splice(0, TOKENS[below(TOKENS.length)]!);
    else if (change === 3) splice(below(12), TOKENS[below(TOKENS.length)]!);
    else if (change === 4) splice(0, content.slice(elsewhere, elsewhere + size));
    else if (change === 5) splice(size, content.slice(elsewhere, elsewhere + size));
    else if (below(4) === 0) content = content.subarray(0, at);
    else if (at < content.length) splice(1, Uint8Array.of(content[at]! ^ (1 << below(8))));
  }
  return packed === 1 ? gzipSync(content) : content;
}

/** Errors of a file as a whole; any other has a place in it. */
const PLACELESS =
  /^(EMPTY_FILE|FORMAT_UNKNOWN|GZIP_INVALID|GZIP_TOO_LARGE|NOMENCLATURE_REQUIRED|NOMENCLATURE_UNSUPPORTED|DOCUMENT_TWICE|NO_LINES|PLAN_EMPTY|(?:XLSX|ZIP)_[A-Z_]+)$/;

const plans = new Map<string, ReturnType<typeof indexPlan>>();
const knowledge: Knowledge = {
  plans: async () => ['M57-2018', 'M57-2021', 'M57_A-2024', 'M57_D-2024'],
  plan: async (id) => {
    const seed = path.join(root, 'seeds', 'nomenclatures', `${id}.tsv`);
    if (!plans.has(id)) plans.set(id, indexPlan(decodePlan(readFileSync(seed, 'utf8'))));
    return plans.get(id)!;
  },
  declension: async () => 'M57_D',
  mapping: async () => null,
};

/**
 * Reads a file as an import does. Null where it cannot be read and says so as it should, with words and places;
 * throws where it does anything else.
 */
export async function readSpoiled(bytes: Uint8Array): Promise<Analysis | null> {
  const once = async function* () {
    yield bytes;
  };
  try {
    return await analyse(once, {}, knowledge, {
      imputations: async () => {},
      lines: async (batch) => {
        for (const { line, budgeted } of batch)
          for (const amount of [budgeted, ...Object.values(line.amounts)])
            if (amount !== null && !Number.isSafeInteger(amount)) throw new Error(`an amount of ${amount}`);
      },
    });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    if (error.issues.length === 0 || error.issues.length > 20)
      throw new Error(`${error.issues.length} issues`, { cause: error });
    for (const issue of error.issues) {
      const { code, line, column, message } = describe(issue, 'fr');
      const placed = (line ?? 0) >= 1 && (column ?? 0) >= 1;
      if (message === code || /undefined(?! entity)/.test(message) || (!placed && !PLACELESS.test(code)))
        throw new Error(`${code} at ${line}:${column}: ${message}`, { cause: error });
    }
    return null;
  }
}
