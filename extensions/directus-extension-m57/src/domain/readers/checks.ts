import { amountAtStake, type BudgetDocument, type ReadLine } from '../ledger';
import { formatCents, type Cents } from '../money';
import { CARRIED_FORWARD } from '../totals';
import type { Place } from './place';
import type { Reader, ReaderEvent } from './reader';

/**
 * Of so many amounts, none with cents: chance does not do that, as four amounts in five of real accounts have some.
 * Budgets are voted in whole euros; only realised amounts tell.
 */
const ENOUGH_AMOUNTS = 50;

/** The reader, with the warnings that only a whole document can give, after its last event. */
export function checked(reader: Reader): Reader {
  return {
    ...reader,
    async *read(bytes, options) {
      const documents: DocumentCheck[] = [];
      for await (const events of reader.read(bytes, options)) {
        for (const event of events)
          if (event.type === 'document') documents.push(new DocumentCheck(event.document));
          else if (event.type === 'line') documents[event.line.document]!.add(event.line);
        yield events;
      }
      const warnings = documents.flatMap((document) => document.warnings());
      if (warnings.length > 0) yield warnings;
    },
  };
}

/** Rows that add up others, met in tables made for reading ("TOTAL GÉNÉRAL", "Sous-total chapitre 011"). */
export function looksLikeTotal(text: string): boolean {
  // A letter or digit that begins none of these words: nearly every text there is.
  if (/^[0-9a-ru-z]/i.test(text)) return false;
  return /^\W*(?:sous[\s-]*)?(?:total|totaux)\b/i.test(text);
}

class DocumentCheck {
  private withFonction = false;
  private without: { place: Place; lines: number; amount: Cents } | null = null;
  private realised = 0;
  private withCents = false;
  private total: Cents = 0;

  constructor(private readonly document: BudgetDocument) {}

  add({ line, column, nature, fonction, amounts }: ReadLine): void {
    if (fonction !== null) this.withFonction = true;
    // A result of former years belongs to no function.
    else if (!CARRIED_FORWARD.includes(nature)) {
      this.without ??= { place: { line, column }, lines: 0, amount: 0 };
      this.without.lines += 1;
      this.without.amount += amountAtStake(amounts);
    }
    if (amounts.realised) {
      this.realised += 1;
      this.total += Math.abs(amounts.realised);
      if (amounts.realised % 100 !== 0) this.withCents = true;
    }
  }

  warnings(): ReaderEvent[] {
    const { label, exercice } = this.document;
    const warnings: ReaderEvent[] = [];
    if (this.withFonction && this.without) {
      const { place, lines, amount } = this.without;
      const issue = { code: 'MISSING_FONCTION', ...place, params: { label, exercice, lines } };
      warnings.push({ type: 'warning', issue, amount });
    }
    if (this.realised >= ENOUGH_AMOUNTS && !this.withCents) {
      const params = { label, exercice, total: formatCents(this.total) };
      const issue = { code: 'NO_CENTS', line: null, column: null, params };
      warnings.push({ type: 'warning', issue, amount: this.total });
    }
    return warnings;
  }
}
