import { realisedOnly, type MovementKind, type ReadLine } from '../ledger';
import type { Cents } from '../money';
import { CODE, LABEL, SIRET, WRITTEN_AMOUNT, YEAR, type Field, type Fields, type Kind } from './fields';
import { declensionOfM57, unsupported } from './norm';
import type { Place } from './place';
import { Problems } from './problems';
import type { Reader, ReaderEvent } from './reader';
import { tableRows, type TableRow } from './table';

/** Opening balance, budget operations, other operations, ordre operations (part of the budget ones), closing one. */
const AMOUNTS = [
  'BEDEB',
  'BECRE',
  'OBNETDEB',
  'OBNETCRE',
  'ONBDEB',
  'ONBCRE',
  'OOBDEB',
  'OOBCRE',
  'SD',
  'SC',
] as const;
type Row = Record<(typeof AMOUNTS)[number], Cents>;

const REQUIRED = ['EXER', 'IDENT', 'NOMEN', 'COMPTE', ...AMOUNTS];

const ACCOUNT: Kind<string> = {
  error: 'CODE_INVALID',
  parse: (text) => (/^\d{1,20}$/.test(text) ? text : null),
};

/**
 * The "balance comptable" of the DGFiP (CSV), of one authority or of all of them: with `siret` (one or several), the
 * rows of others are passed over as soon as their SIRET is seen, and so are rows of those asked for under another
 * nomenclature; without, another nomenclature is refused.
 *
 * What a row means (formats.md, domain.md "Totals and stages"): the budget operations of an account are its obnet*,
 * of which oob* are ordre and the rest real; onb* are no budget operations and opening balances no movement. Accounts
 * of classes 1 to 5: debits are expenses, credits revenues. Of classes 6 and 7: one is what takes the other back, so
 * that debit − credit is the expense (or credit − debit the revenue), and the plan says which, not the class. The
 * results carried forward are not there: they lie in the opening balances of 110 and 119.
 */
export const balance: Reader = {
  format: 'balance',
  recognises: (head) => /^[^\r\n]*\bOBNETDEB\b/i.test(head.trimStart()),

  async *read(bytes, { siret } = {}) {
    const problems = new Problems();
    const sheet = new Sheet(problems, siret === undefined ? null : new Set(siret.split(',')));
    let place: Place = { line: 1, column: 1 };
    for await (const rows of tableRows(bytes, REQUIRED, problems)) {
      const events: ReaderEvent[] = [];
      for (const row of rows) if (sheet.isMine(row)) events.push(...sheet.read(row));
      if (events.length > 0 && !problems.any) yield events;
      place = rows.at(-1)!.place;
    }
    const missing = sheet.end(place);
    if (missing.length > 0) yield missing;
  },
};

class Sheet {
  /** By SIRET, budget and year: the rank of the document. */
  private readonly documents = new Map<string, number>();
  private readonly declensions = new Map<string, string | null>();
  /** SIRETs asked for that the file has. */
  private readonly seen = new Set<string>();
  /** The first row passed over for its nomenclature. */
  private passedOver: { field: Field; declared: string } | null = null;

  constructor(
    private readonly problems: Problems,
    private readonly asked: ReadonlySet<string> | null,
  ) {}

  /** False for the rows of others, of which a national file has ten thousand for each one. */
  isMine(row: TableRow): boolean {
    return this.asked === null || this.asked.has(row.text('IDENT').trim());
  }

  read(row: TableRow): ReaderEvent[] {
    if (this.asked) this.seen.add(row.text('IDENT').trim());
    const { place, fields } = row;
    const nomenclature = this.nomenclature(row);
    if (nomenclature === null) return [];
    const siret = fields.required('IDENT', SIRET);
    const exercice = fields.required('EXER', YEAR);
    const nature = fields.required('COMPTE', ACCOUNT);
    const fonction = fields.optional('FONCTION', CODE);
    const amounts = readAmounts(fields);
    if (siret === null || exercice === null || nature === null || amounts === null) return [];

    const events: ReaderEvent[] = [];
    const gap = identityGap(amounts);
    if (gap !== 0) {
      const issue = { code: 'BALANCE_IDENTITY', ...place, params: { nature } };
      events.push({ type: 'warning', issue, amount: gap });
    }
    const moves = movements(nature, amounts);
    if (moves.length === 0) return events;

    const budget = budgetCode(fields);
    const key = [siret, budget, exercice].join(' ');
    let document = this.documents.get(key);
    if (document === undefined) {
      document = this.documents.size;
      this.documents.set(key, document);
      const label = fields.optional('LBUDG', LABEL) ?? '';
      const head = { siret, budget, label, exercice, stage: 'BAL' as const, number: 0, nomenclature };
      events.push({ type: 'document', document: { ...head, voted_by_fonction: false, draft: false } });
    }
    const none = { chapitre_vote: null, section: null, operation: null, analytic: null, manager: null };
    for (const { amount, ...move } of moves) {
      const line = { ...place, document, nature, fonction, ...none, ...move, amounts: realisedOnly(amount) };
      events.push({ type: 'line', line });
    }
    return events;
  }

  /** Of several SIRETs, those of which the file has nothing are told; a file with none of them is refused. */
  end(place: Place): ReaderEvent[] {
    const start = { line: 1, column: 1 };
    const absent = [...(this.asked ?? [])].filter((siret) => !this.seen.has(siret));
    if (this.documents.size > 0)
      return absent.map((siret) => ({
        type: 'warning',
        issue: { code: 'SIRET_ABSENT', ...start, params: { siret } },
      }));
    if (this.asked && this.seen.size === 0)
      this.problems.fail('SIRET_ABSENT', start, { siret: absent.join(', ') });
    if (this.passedOver) this.refuse(this.passedOver.field, this.passedOver.declared);
    this.problems.fail('NO_LINES', place);
  }

  /** Null where the row is passed over, or an error was noted. */
  private nomenclature(row: TableRow): string | null {
    const written = row.text('NOMEN');
    let declension = this.declensions.get(written);
    if (declension === undefined) {
      declension = declensionOfM57(written);
      this.declensions.set(written, declension);
    }
    if (declension !== null) return declension;
    const declared = row.fields.required('NOMEN', CODE);
    if (declared === null) return null;
    const field = row.field('NOMEN');
    if (!this.asked) this.refuse(field, declared);
    this.passedOver ??= { field, declared };
    return null;
  }

  private refuse(field: Field, declared: string): never {
    const several = this.asked ? 0 : 1;
    this.problems.fail('NOMENCLATURE_UNSUPPORTED', field, { ...unsupported(declared), several });
  }
}

function readAmounts(fields: Fields): Row | null {
  const row: Partial<Row> = {};
  for (const name of AMOUNTS) {
    const amount = fields.required(name, WRITTEN_AMOUNT);
    if (amount !== null) row[name] = amount;
  }
  return AMOUNTS.every((name) => name in row) ? (row as Row) : null;
}

/** By how much the closing balance differs from what the opening one and the operations make of it; 0 where right. */
function identityGap({ BEDEB, BECRE, OBNETDEB, OBNETCRE, ONBDEB, ONBCRE, SD, SC }: Row): Cents {
  const balance = BEDEB - BECRE + OBNETDEB - OBNETCRE + ONBDEB - ONBCRE;
  return Math.abs(SD - Math.max(0, balance)) + Math.abs(SC - Math.max(0, -balance));
}

type Movement = Pick<ReadLine, 'kind' | 'direction'> & { amount: Cents };

function movements(nature: string, row: Row): Movement[] {
  const byKind: [MovementKind, Cents, Cents][] = [
    ['real', row.OBNETDEB - row.OOBDEB, row.OBNETCRE - row.OOBCRE],
    ['ordre', row.OOBDEB, row.OOBCRE],
  ];
  return byKind
    .flatMap(([kind, debit, credit]): Movement[] =>
      /^[67]/.test(nature)
        ? [{ kind, direction: null, amount: debit - credit }]
        : [
            { kind, direction: 'D', amount: debit },
            { kind, direction: 'R', amount: credit },
          ],
    )
    .filter(({ amount }) => amount !== 0);
}

/**
 * The SIRET of a balance names the budget, principal or annex. TOTEM and PES also give each budget a code, 00 for the
 * principal one (CBUDG 1), which is given here too: the same accounts in two formats must be seen as one budget.
 * CODBUD1 is filled for some annexes only.
 */
function budgetCode(fields: Fields): string {
  return fields.optional('CBUDG', CODE) === '1' ? '00' : (fields.optional('CODBUD1', CODE) ?? '');
}
