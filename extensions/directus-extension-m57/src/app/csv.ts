/** A cell: text, an amount "1234.56", or nothing. Amounts are told from text by `amount`. */
export type Cell = string | { amount: string } | null;

/**
 * A table as the spreadsheet of the user's country opens it: `;` and decimal commas in French, `,` and points
 * in English; a byte order mark, without which Excel takes UTF-8 for something else. Text that a spreadsheet
 * would run as a formula is preceded by an apostrophe.
 */
export function toCsv(rows: Cell[][], english: boolean): string {
  const separator = english ? ',' : ';';
  const quote = (text: string) => {
    const safe = plainText(text);
    return /[";,\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const cell = (value: Cell) => {
    if (value === null) return '';
    if (typeof value === 'string') return quote(value);
    return english ? value.amount : value.amount.replace('.', ',');
  };
  return '\uFEFF' + rows.map((row) => row.map(cell).join(separator) + '\r\n').join('');
}

/** Text that a spreadsheet would run as a formula is preceded by an apostrophe. */
export const plainText = (text: string) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
