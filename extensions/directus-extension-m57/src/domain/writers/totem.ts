import type { BudgetDocument, SourceLine, Stage } from '../ledger';
import { formatCents, type Cents } from '../money';

/** Who sends the file: the head of a DocumentBudgetaire. */
export interface TotemAuthority {
  siret: string;
  name: string;
  /** NatCEPL, e.g. "COMMUNE". */
  kind: string;
}

/** What TOTEM can say of a line: it knows neither sections, nor analytic codes, nor managing services. */
export type TotemLine = Pick<
  SourceLine,
  'nature' | 'fonction' | 'chapitre_vote' | 'direction' | 'kind' | 'operation' | 'amounts'
>;

/** One `Budget` element: the principal budget, or an annex to it. */
export interface TotemBudget {
  document: BudgetDocument;
  annex: boolean;
  lines: TotemLine[];
}

/** NatDec. The other stages (balance, payment orders, ledger export) are not budget documents. */
const DECISIONS: Partial<Record<Stage, string>> = { BP: '01', DM: '02', BS: '03', CA: '09', CFU: '10' };

/** Ordre operations between the two sections (2) or inside one (1). */
const INSIDE_A_SECTION = new Set(['041', '043']);

/**
 * Writes a TOTEM file (XML DocumentBudgetaire) of one authority, with one `Budget` per document, CRLF.
 * The text is pure ASCII (accents as character references), so that it reads the same whatever encoding it is
 * stored in and agrees with the ISO-8859-1 that the format declares.
 *
 * @param issued date of the file, YYYY-MM-DD
 * @throws RangeError for a stage that TOTEM does not know, or a document without a nomenclature.
 */
export function writeTotem(
  authority: TotemAuthority,
  issued: string,
  budgets: readonly TotemBudget[],
): string {
  return [
    "<?xml version='1.0' encoding='ISO-8859-1'?>",
    '<DocumentBudgetaire xmlns="http://www.minefi.gouv.fr/cp/demat/docbudgetaire">',
    ...element('EnTeteDocBudgetaire', [
      value('DteStr', issued),
      value('LibelleColl', authority.name),
      value('IdColl', authority.siret),
      value('NatCEPL', authority.kind),
    ]),
    ...budgets.flatMap((budget) => element('Budget', budgetContent(budget))),
    '</DocumentBudgetaire>',
    '',
  ].join('\r\n');
}

function budgetContent({ document, annex, lines }: TotemBudget): string[] {
  const decision = DECISIONS[document.stage];
  if (!decision) throw new RangeError(`TOTEM has no document of stage ${document.stage}`);
  if (document.nomenclature === null) throw new RangeError('A TOTEM document names its nomenclature');
  return [
    ...element('EnTeteBudget', [
      value('LibelleEtab', document.label),
      value('IdEtab', document.siret),
      value('CodBud', document.budget),
      value('Nomenclature', `M57-${document.nomenclature}`),
    ]),
    ...element('BlocBudget', [
      value('NatDec', decision),
      value('Exer', String(document.exercice)),
      ...(document.number > 0 ? [value('NumDec', String(document.number))] : []),
      value('ProjetBudget', String(document.draft)),
      value('NatFonc', document.voted_by_fonction ? '2' : '3'),
      value('CodTypBud', annex ? 'A' : 'P'),
    ]),
    ...lines.flatMap((line) => element('LigneBudget', lineContent(line, document.voted_by_fonction))),
  ];
}

function lineContent(line: TotemLine, votedByFonction: boolean): string[] {
  const ordre = line.kind === 'ordre';
  const { amounts } = line;
  return [
    value('Nature', line.nature),
    optional('Fonction', line.fonction),
    optional('Operation', line.operation),
    optional(votedByFonction ? 'ContFon' : 'ContNat', line.chapitre_vote),
    value('ArtSpe', 'false'),
    value('CodRD', line.direction),
    amount('MtBudgPrec', amounts.previous_budget),
    amount('MtRARPrec', amounts.carried_over_previous),
    amount('MtPropNouv', amounts.proposed),
    amount('MtPrev', amounts.voted),
    amount('CredOuv', amounts.opened),
    amount('MtReal', amounts.realised),
    amount('MtRAR3112', amounts.carried_over),
    value('OpBudg', ordre ? '1' : '0'),
    ordre ? value('TypOpBudg', INSIDE_A_SECTION.has(line.chapitre_vote ?? '') ? '1' : '2') : '',
  ].filter((part) => part !== '');
}

function element(name: string, content: string[]): string[] {
  return [`<${name}>`, ...content.map((part) => `  ${part}`), `</${name}>`];
}

function value(name: string, text: string): string {
  return `<${name} V="${escapeAttribute(text)}" />`;
}

function optional(name: string, text: string | null): string {
  return text === null ? '' : value(name, text);
}

function amount(name: string, cents: Cents | null): string {
  return cents === null ? '' : value(name, formatCents(cents));
}

function escapeAttribute(text: string): string {
  return text.replace(/[&<>"']|[^\x20-\x7e]/gu, (character) => `&#${character.codePointAt(0)};`);
}
