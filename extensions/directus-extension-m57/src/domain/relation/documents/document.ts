import type { Locale } from '../../issue';

/** A document for people, made of plain text: whatever shows it escapes it. */
export interface PrivacyDocument {
  title: string;
  sections: DocumentSection[];
}
export interface DocumentSection {
  title: string;
  /** Before the table. One that begins with "– " is an item of a list. */
  paragraphs: string[];
  table: { head: string[]; rows: string[][] } | null;
}

/** What only a person can fill in stands in texts between these brackets. */
const TO_COMPLETE: Record<Locale, string> = { fr: 'à compléter', en: 'to be completed' };
export const toComplete = (what: string, locale: Locale): string =>
  locale === 'fr' ? `[${TO_COMPLETE.fr} : ${what}]` : `[${TO_COMPLETE.en}: ${what}]`;

const MARKS = new RegExp(`(\\[(?:${Object.values(TO_COMPLETE).join('|')}) ?: [^\\]]*\\])`);

/** Marks in one way and everything else in another. */
const mapText = (text: string, plain: (text: string) => string, mark: (text: string) => string) =>
  text
    .split(MARKS)
    .map((part, at) => (at % 2 === 1 ? mark(part) : plain(part)))
    .join('');

/** Markdown with pipe tables; marks are bold. */
export function renderMarkdown({ title, sections }: PrivacyDocument): string {
  const escape = (text: string) => text.replace(/[\\`*_[\]<>|#~&]/g, '\\$&').replace(/\s*\n\s*/g, ' ');
  // No line may begin as a list, a number or a title does.
  const safe = (text: string) =>
    mapText(text.trim(), escape, (mark) => `**[${escape(mark.slice(1, -1))}]**`).replace(
      /^(\d+)([.)])|^([-+=])/,
      (_, digits, sign, other) => (other ? `\\${other}` : `${digits}\\${sign}`),
    );
  const row = (cells: string[]) => `| ${cells.map(safe).join(' | ')} |`;
  const blocks = [`# ${safe(title)}`];
  for (const { title: heading, paragraphs, table } of sections) {
    blocks.push(`## ${safe(heading)}`);
    blocks.push(
      ...paragraphs.map((text) => (text.startsWith('– ') ? `- ${safe(text.slice(2))}` : safe(text))),
    );
    if (table)
      blocks.push(
        [row(table.head), `|${' --- |'.repeat(table.head.length)}`, ...table.rows.map(row)].join('\n'),
      );
  }
  return `${blocks.join('\n\n').replace(/^(- .*)\n\n(?=- )/gm, '$1\n')}\n`;
}

/** A whole page to print, without scripts, pictures or anything from elsewhere; marks stand out. */
export function renderHtml({ title, sections }: PrivacyDocument, locale: Locale): string {
  const safe = (text: string) => mapText(text, escapeHtml, (mark) => `<mark>${escapeHtml(mark)}</mark>`);
  const cells = (of: 'th' | 'td', row: string[]) =>
    `<tr>${row.map((cell) => `<${of}${of === 'th' ? ' scope="col"' : ''}>${safe(cell)}</${of}>`).join('')}</tr>`;
  const body = sections.map(({ title: heading, paragraphs, table }) =>
    [
      `<h2>${safe(heading)}</h2>`,
      ...paragraphs.map((text) =>
        text.startsWith('– ') ? `<ul><li>${safe(text.slice(2))}</li></ul>` : `<p>${safe(text)}</p>`,
      ),
      ...(table
        ? [
            `<table><thead>${cells('th', table.head)}</thead>`,
            `<tbody>${table.rows.map((row) => cells('td', row)).join('')}</tbody></table>`,
          ]
        : []),
    ]
      .join('\n')
      .replaceAll('</ul>\n<ul>', '\n'),
  );
  return [
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>`,
    `<style>${STYLE}</style></head><body>`,
    `<h1>${safe(title)}</h1>`,
    ...body,
    '</body></html>\n',
  ].join('\n');
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign]!);

const STYLE =
  'body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#111}' +
  'h2{margin-top:2rem}table{border-collapse:collapse;width:100%}' +
  'th,td{border:1px solid #777;padding:.4rem .6rem;text-align:left;vertical-align:top}mark{background:#ffe58f}' +
  // On paper: a table goes on under its head, and a title stays with what follows it.
  '@page{margin:15mm}@media print{body{margin:0;padding:0;max-width:none;font-size:10pt}' +
  'h2{break-after:avoid}tr{break-inside:avoid}thead{display:table-header-group}td{overflow-wrap:anywhere}}';
