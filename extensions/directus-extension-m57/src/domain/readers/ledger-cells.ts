import type { Direction, MovementKind, Section } from '../ledger';
import { AMOUNT, WRITTEN_AMOUNT, type Field, type Kind } from './fields';
import { plainHeader } from './mapping';

/** A cell of a sheet; `number` where the file holds a number and no text. */
export interface SheetCell extends Field {
  number?: boolean;
}

/** Cells by their column; none where a sheet has none. */
export type SheetRow = readonly (SheetCell | undefined)[];

/** "60632 - Fournitures" is 60632; 002 and 60632.0 (a number that went through other software) are accounts too. */
export const ACCOUNT: Kind<string> = {
  error: 'CODE_INVALID',
  parse: (text) => /^(\d{1,20})(?:\.0+)?(?![\dA-Za-z.,])/.exec(text)?.[1] ?? null,
};

/** The code of "02 - Budget annexe", "ECO1 : Écoles"; else the whole text, as far as a column holds it. */
export const coded = (width: number): Kind<string> => ({
  error: 'CODE_INVALID',
  parse(text) {
    const printable = text.replace(/\p{Cc}+/gu, ' ').trim();
    const code = /^([A-Z\d][A-Z\d._/]*)\s*(?:\s[-–—]|[:|])\s+\S/u.exec(printable)?.[1] ?? printable;
    return code.slice(0, width) || null;
  },
});

/**
 * As finance software writes it: decimal comma or point, any thousands separator, a sign before or after, brackets
 * for a negative one, €. "1.234" can be two things, and is none.
 */
export const LEDGER_AMOUNT: Kind<number> = {
  error: 'AMOUNT_INVALID',
  parse(text) {
    const bare = text.replace(/[\s'’€]/g, '');
    const [, open, sign, digits = '', after, close] = /^(\()?([+-]?)([\d.,]+)(-)?(\))?$/.exec(bare) ?? [];
    if (digits === '' || (open === undefined) !== (close === undefined)) return null;
    if ([open, after, sign === '-' ? sign : undefined].filter((mark) => mark !== undefined).length > 1)
      return null;
    const cents = WRITTEN_AMOUNT.parse(withoutThousands(digits));
    return cents === null || cents === 0 ? cents : open || after || sign === '-' ? -cents : cents;
  },
};

function withoutThousands(digits: string): string {
  const decimal = digits.lastIndexOf(',') > digits.lastIndexOf('.') ? ',' : '.';
  const thousands = decimal === ',' ? '.' : ',';
  const [whole = '', ...rest] = digits.split(decimal);
  // Several decimal marks are thousands separators: 1.234.567.
  if (rest.length > 1) return digits.includes(thousands) ? '' : grouped(digits, decimal);
  const joined = whole.includes(thousands) ? grouped(whole, thousands) : whole;
  return [joined, ...rest].join('.');
}

const grouped = (text: string, mark: string) =>
  new RegExp(`^\\d{1,3}(?:\\${mark}\\d{3})+$`).test(text) ? text.replaceAll(mark, '') : 'x';

/** A number of a sheet, to the cent: what 15 digits hold of it, as spreadsheets show it; halves away from zero. */
export const NUMBER_AMOUNT: Kind<number> = {
  error: 'AMOUNT_INVALID',
  parse(text) {
    const euros = Number(text);
    if (!Number.isFinite(euros)) return null;
    const cents = Math.round(Number((Math.abs(euros) * 100).toPrecision(15)));
    return AMOUNT.parse(
      `${cents < 100 ? 0 : Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`,
    ) === null
      ? null
      : euros < 0 && cents !== 0
        ? -cents
        : cents;
  },
};

/** Of the year that counts: January and February settle the year before (journée complémentaire). */
export interface WrittenDate {
  year: number;
  month: number;
}

export const DATE: Kind<WrittenDate> = {
  error: 'DATE_INVALID',
  parse(text) {
    const french = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:\s.*)?$/.exec(text);
    const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$/.exec(text);
    const [day, month, year] = french
      ? french.slice(1, 4).map(Number)
      : iso
        ? iso.slice(1, 4).map(Number).reverse()
        : [];
    if (!day || !month || year === undefined || day > 31 || month > 12) return null;
    return { year: year < 100 ? 2000 + year : year, month };
  },
};

export const DIRECTION = words<Direction>(
  ['D', /^(?:d|dep|depenses?|debit|df|di|fd|id|mandats?)$|^depenses? /],
  ['R', /^(?:r|rec|recettes?|credit|rf|ri|fr|ir|titres?)$|^recettes? /],
);
export const SECTION = words<Section>(
  ['F', /^(?:f|fon?c?t?|fonctionnement|section fonctionnement|exploitation|section exploitation)$/],
  ['I', /^(?:i|inve?s?t?|investissement|section investissement)$/],
);
export const MOVEMENT = words<MovementKind>(
  ['real', /^(?:r|reels?|reelles?|real|0|operations? reelles?|mouvements? reels?)$/],
  ['ordre', /^(?:o|ordres?|pour ordre|d ordre|1|operations? (?:d )?ordre|mouvements? (?:d )?ordre)$/],
);

/** Words however a file writes them; the few ways it does are worked out once. */
function words<T>(...values: [T, RegExp][]): Kind<T> {
  const known = new Map<string, T>();
  return {
    error: 'VALUE_UNKNOWN',
    parse(text) {
      const before = known.get(text);
      if (before !== undefined) return before;
      const plain = plainHeader(text);
      const value = values.find(([, pattern]) => pattern.test(plain))?.[0];
      if (value !== undefined && known.size < 100) known.set(text, value);
      return value ?? null;
    },
  };
}

/** A row without an account that adds up others, or that carries them over a page. */
export function tellsTotal(text: string): boolean {
  const start = text.slice(0, 100);
  return (
    /^\W*(?:sous[\s-]*)?(?:total|totaux)\b/i.test(start) ||
    /^\W*(?:cumuls?|report|[àa] reporter|soldes?)\b/iu.test(start)
  );
}

/** The same on a row that has an account: TOTAL ENERGIES is a supplier. */
export function isTotalOf(text: string): boolean {
  return /^\W*(?:sous[\s-]*)?(?:total|totaux)\s*(?::|$|\d|g[ée]n[ée]r|d(?:u|es?|e la)\s|compte|article|nature|chapitre|fonction|section|service|d[ée]pense|recette|exercice|budget)/iu.test(
    text.slice(0, 100),
  );
}
