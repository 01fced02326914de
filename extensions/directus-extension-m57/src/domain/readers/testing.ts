import { InputError, type Issue } from '../issue';
import type { BudgetDocument, ReadLine } from '../ledger';
import type { Cents } from '../money';
import type { ReadOptions, Reader } from './reader';

/** What tests of readers share: small documents written for them, and ways to feed a reader. */

export const utf8 = (text: string) => new TextEncoder().encode(text);
/** ISO-8859-1: each character is its own byte. */
export const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));

/** The bytes as a stream, cut at the given places. */
export async function* stream(bytes: Uint8Array, cuts: readonly number[] = []): AsyncGenerator<Uint8Array> {
  const places = [...cuts.filter((cut) => cut < bytes.length), bytes.length].sort((a, b) => a - b);
  let start = 0;
  for (const end of places) {
    yield bytes.subarray(start, end);
    start = end;
  }
}

export interface Reading {
  documents: BudgetDocument[];
  lines: ReadLine[];
  warnings: Issue[];
  /** The euros of each warning; null where it has none. */
  amounts: (Cents | null)[];
}

export async function readAll(
  reader: Reader,
  bytes: Uint8Array,
  cuts?: readonly number[],
  options?: ReadOptions,
): Promise<Reading> {
  const reading: Reading = { documents: [], lines: [], warnings: [], amounts: [] };
  for await (const events of reader.read(stream(bytes, cuts), options))
    for (const event of events) {
      if (event.type === 'document') reading.documents.push(event.document);
      else if (event.type === 'line') reading.lines.push(event.line);
      else if (event.type === 'warning') {
        reading.warnings.push(event.issue);
        reading.amounts.push(event.amount ?? null);
      }
    }
  return reading;
}

/** The issues that a reading ends with; any other error, or success, is a failure of the test. */
export async function issuesOf(reading: Promise<unknown>): Promise<Issue[]> {
  try {
    await reading;
  } catch (error) {
    if (error instanceof InputError) return error.issues;
    throw error;
  }
  throw new Error('the reading succeeded');
}

/** A TOTEM document with one budget. */
export function totemXml(lines: string[], head: Record<string, string> = {}): string {
  const values = {
    LibelleEtab: 'COMMUNE D&apos;ESSAI',
    IdEtab: '21000000000018',
    CodBud: '00',
    Nomenclature: 'M57-M57_D',
    NatDec: '09',
    Exer: '2024',
    NatFonc: '3',
    ...head,
  };
  const elements = (names: string[]) =>
    names
      .filter((name) => name in values)
      .map((name) => `<${name} V="${values[name as keyof typeof values]}"/>`)
      .join('');
  return [
    '<?xml version="1.0" encoding="ISO-8859-1"?>',
    '<DocumentBudgetaire xmlns="http://www.minefi.gouv.fr/cp/demat/docbudgetaire">',
    '<EnTeteDocBudgetaire><LibelleColl V="Mairie d\u00e9mo"/><IdColl V="21000000000018"/></EnTeteDocBudgetaire>',
    '<Budget>',
    `<EnTeteBudget>${elements(['LibelleEtab', 'IdEtab', 'CodBud', 'Nomenclature'])}</EnTeteBudget>`,
    `<BlocBudget>${elements(['NatDec', 'NumDec', 'Exer', 'ProjetBudget', 'NatFonc'])}</BlocBudget>`,
    ...lines,
    '</Budget>',
    '</DocumentBudgetaire>',
  ].join('\r\n');
}

export function totemLine(values: Record<string, string>): string {
  const elements = Object.entries(values).map(([name, value]) => `<${name} V="${value}"/>`);
  return `<LigneBudget>${elements.join('')}</LigneBudget>`;
}

export const SCDL_HEADER =
  'BGT_NATDEC,BGT_ANNEE,BGT_SIRET,BGT_NOM,BGT_CONTNAT,BGT_NATURE,BGT_FONCTION,BGT_OPERATION,BGT_SECTION,BGT_OPBUDG,BGT_CODRD,BGT_MTREAL,BGT_MTBUDGPREC,BGT_MTRARPREC,BGT_MTPROPNOUV,BGT_MTPREV,BGT_CREDOUV,BGT_MTRAR3112';

/** A row of SCDL_HEADER, with the given cells changed. */
export function scdlRow(cells: Record<string, string> = {}): string {
  const usual: Record<string, string> = {
    BGT_NATDEC: 'compte administratif',
    BGT_ANNEE: '2024',
    BGT_SIRET: '21000000000018',
    BGT_NOM: 'Mairie d\u00e9mo',
    BGT_NATURE: '6068',
    BGT_FONCTION: '020',
    BGT_OPBUDG: 'r\u00e9el',
    BGT_CODRD: 'd\u00e9pense',
    BGT_MTREAL: '10.50',
    ...cells,
  };
  return SCDL_HEADER.split(',')
    .map((name) => usual[name] ?? '')
    .join(',');
}

/** A compte financier unique around a TOTEM document, with the parts that must not be looked at. */
export function cfuXml(lines: string[], head: Record<string, string> = {}): string {
  const [declaration, ...document] = totemXml(lines, head).split('\r\n');
  return [
    declaration,
    '<doccfu:CompteFinancierUnique xmlns:doccfu="http://www.minefi.gouv.fr/cp/demat/doccfu">',
    '<DocumentComptable><Budget><EnTeteBudget><IdEtab V="99999999999999"/></EnTeteBudget>',
    `${totemLine({ Nature: '515', MtReal: '9.99' })}</Budget></DocumentComptable>`,
    ...document,
    '<Signatures><Signataire><Nom V="DUPONT"/></Signataire></Signatures>',
    '</doccfu:CompteFinancierUnique>',
  ].join('\r\n');
}

export const BALANCE_HEADER =
  'exer;ident;lbudg;cbudg;nomen;codbud1;fonction;compte;bedeb;becre;obnetdeb;obnetcre;onbdeb;onbcre;oobdeb;oobcre;sd;sc';

/** A row of BALANCE_HEADER, with the given cells changed. */
export function balanceRow(cells: Record<string, string> = {}): string {
  const usual: Record<string, string> = {
    exer: '2024',
    ident: '21000000000018',
    lbudg: 'MAIRIE DEMO',
    cbudg: '1',
    nomen: 'M57',
    fonction: '020',
    compte: '6068',
    ...cells,
  };
  return BALANCE_HEADER.split(';')
    .map((name) => usual[name] ?? (/deb$|cre$|^s[dc]$/.test(name) ? '0.0' : ''))
    .join(';');
}

export interface PesBordereau {
  side?: 'Depense' | 'Recette';
  /** Elements of BlocBordereau. */
  head?: Record<string, string>;
  /** Elements of each line, with IdPce and TypPce of the piece that holds it. */
  lines: Record<string, string>[];
}

const PES_TIERS =
  '<Tiers><InfoTiers><Nature V="9"/><Nom V="DUPONT"/><Prenom V="Ad\u00e8le"/></InfoTiers><Adresse><Adr2 V="3 rue des Lilas"/></Adresse><CpteBancaire><IBAN V="FR7612345"/></CpteBancaire></Tiers>';

/** A PES flow with, around the values that are read, names, an address, a bank account and free texts. */
export function pesXml(bordereaux: PesBordereau[], head: Record<string, string> = {}): string {
  const values = (of: Record<string, string>) =>
    Object.entries(of)
      .map(([name, value]) => `<${name} V="${value}"/>`)
      .join('');
  const piece = (side: string, { IdPce = '1', TypPce = '01', ...line }: Record<string, string>) => {
    const ids = values({ IdPce, TypPce });
    const info = values({ IdLigne: '1', Nature: '6068', LibVir1: 'Secours DUPONT', MtHT: '10.50', ...line });
    const [bloc, name] =
      side === 'Depense'
        ? [`<InfoPce>${ids}<Obj V="Aide DUPONT"/></InfoPce>`, 'InfoLignePce']
        : [`${ids}<ObjPce V="Cantine DUPONT"/>`, 'InfoLignePiece'];
    return [
      `<Piece><BlocPiece>${bloc}</BlocPiece>`,
      `<LigneDePiece><BlocLignePiece><${name}>${info}</${name}></BlocLignePiece>${PES_TIERS}</LigneDePiece>`,
      '</Piece>',
    ];
  };
  return [
    '<?xml version="1.0" encoding="ISO-8859-1"?>',
    '<n:PES_Aller xmlns:n="http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller">',
    `<EnTetePES>${values({ IdColl: '21000000000018', CodBud: '00', LibelleColBud: 'Mairie d\u00e9mo', ...head })}</EnTetePES>`,
    ...bordereaux.flatMap(({ side = 'Depense', head: bloc = {}, lines }) => [
      `<PES_${side}Aller><Bordereau>`,
      `<BlocBordereau>${values({ Exer: '2024', IdBord: '7', TypBord: '01', ...bloc })}</BlocBordereau>`,
      ...lines.flatMap((line) => piece(side, line)),
      `</Bordereau></PES_${side}Aller>`,
    ]),
    '</n:PES_Aller>',
  ].join('\r\n');
}
