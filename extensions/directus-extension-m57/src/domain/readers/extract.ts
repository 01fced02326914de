import { decodeText } from './bytes';
import { splitRows } from './csv';

/**
 * The part of a "balance comptable" that is about some authorities (`siret`: one or several), as text: its header and
 * their rows as they are written, each on the line that it has in the whole file, those of others left blank (but a
 * first one). Read for
 * these SIRETs it says what the whole file says, errors and their places included: rows that cannot be told are kept.
 * Throws as `csvRows` and `decodeText` do.
 */
export async function* balanceExtract(
  bytes: AsyncIterable<Uint8Array>,
  siret: string,
): AsyncGenerator<string> {
  const asked = new Set(siret.split(','));
  let header = null as { width: number; ident: number } | null;
  let any = false;
  let line = 1;
  let end = '';
  for await (const rows of splitRows(decodeText(bytes))) {
    let text = '';
    for (const row of rows) {
      const { texts } = row;
      const isWhole = texts.length === header?.width;
      if (!isWhole && texts.every((cell) => cell.trim() === '')) continue;
      if (!header) {
        const ident = texts.findIndex((name) => name.trim().toUpperCase() === 'IDENT');
        header = { width: texts.length, ident };
      } else {
        // One of another stays: a file without those asked for is not one without rows.
        if (any && isWhole && !asked.has(texts[header.ident]?.trim() ?? '')) continue;
        any = true;
      }
      // A CR and a LF of two rows would be one line break.
      const gap = row.line === line ? '' : (end === '\r' ? ' ' : '') + '\n'.repeat(row.line - line);
      const written = row.written();
      text += gap + written;
      line = row.line + (written.match(/\r\n|\r|\n/g)?.length ?? 0);
      end = written.at(-1)!;
    }
    if (text !== '') yield text;
  }
}
