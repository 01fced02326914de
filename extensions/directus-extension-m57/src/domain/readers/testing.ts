import { InputError, type Issue } from '../issue';
import type { BudgetDocument, SourceLine } from '../ledger';
import type { Reader } from './reader';

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
  lines: SourceLine[];
  warnings: Issue[];
}

export async function readAll(reader: Reader, bytes: Uint8Array, cuts?: readonly number[]): Promise<Reading> {
  const reading: Reading = { documents: [], lines: [], warnings: [] };
  for await (const events of reader.read(stream(bytes, cuts)))
    for (const event of events) {
      if (event.type === 'document') reading.documents.push(event.document);
      else if (event.type === 'line') reading.lines.push(event.line);
      else reading.warnings.push(event.issue);
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
