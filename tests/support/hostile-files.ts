import { createGzip, gzipSync } from 'node:zlib';
import {
  BALANCE_HEADER,
  SCDL_HEADER,
} from '../../extensions/directus-extension-m57/src/domain/readers/testing';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const TOTEM = '<DocumentBudgetaire xmlns="http://www.minefi.gouv.fr/cp/demat/docbudgetaire">';
const MB = 2 ** 20;

/** Text that is the same 64 kB over and over, without the memory that it would take. */
async function* filled(start: string, filling: string, bytes: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from(start);
  const piece = Buffer.from(filling.repeat(Math.ceil(65_536 / filling.length)));
  for (let written = 0; written < bytes; written += piece.length) yield piece;
}

async function gzipped(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const gzip = createGzip({ level: 9 });
  const parts: Buffer[] = [];
  const read = (async () => {
    for await (const part of gzip) parts.push(part as Buffer);
  })();
  for await (const piece of source)
    if (!gzip.write(piece)) await new Promise((resolve) => gzip.once('drain', resolve));
  gzip.end();
  await read;
  return Buffer.concat(parts);
}

const collected = async (source: AsyncIterable<Uint8Array>) => {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
};
const bomb = (start: string, filling: string) => gzipped(filled(start, filling, 1024 * MB));
const line = (start: string, filling: string, end = '') =>
  collected(filled(start, filling, 10 * MB)).then((body) => Buffer.concat([body, Buffer.from(end)]));

const laughs = Array.from(
  { length: 10 },
  (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`,
).join('');

/** Files that nobody sends in good faith, and the codes that may refuse them. */
export const HOSTILE: Record<string, { codes: string[]; bytes: () => Promise<Uint8Array> }> = {
  'a billion laughs': {
    codes: ['XML_DOCTYPE'],
    bytes: async () =>
      Buffer.from(
        `${DECLARATION}<!DOCTYPE DocumentBudgetaire [<!ENTITY l0 "lol">${laughs}]>\n${TOTEM}&l10;</DocumentBudgetaire>`,
      ),
  },
  'an external entity': {
    codes: ['XML_DOCTYPE'],
    bytes: async () =>
      Buffer.from(
        `${DECLARATION}<!DOCTYPE DocumentBudgetaire [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n${TOTEM}<LibelleColl V="&x;"/></DocumentBudgetaire>`,
      ),
  },
  'an external DTD': {
    codes: ['XML_DOCTYPE'],
    bytes: async () =>
      Buffer.from(
        `${DECLARATION}<!DOCTYPE DocumentBudgetaire SYSTEM "http://127.0.0.1:9/a.dtd">\n${TOTEM}</DocumentBudgetaire>`,
      ),
  },
  'a DOCTYPE of 10 MB': { codes: ['FORMAT_UNKNOWN'], bytes: () => line(`${DECLARATION}<!DOCTYPE `, 'a') },
  'an entity that nobody declared': {
    codes: ['XML_MALFORMED'],
    bytes: async () => Buffer.from(`${DECLARATION}${TOTEM}<LibelleColl V="&x;"/></DocumentBudgetaire>`),
  },
  'gzip of 1 GB of zeros': { codes: ['FORMAT_UNKNOWN'], bytes: () => bomb('', '\0') },
  'gzip of 1 GB of zeros after a CSV header': {
    codes: ['GZIP_TOO_LARGE'],
    bytes: () => bomb(`${SCDL_HEADER}\r\n`, '\0'),
  },
  'gzip of 1 GB of empty CSV rows': {
    codes: ['GZIP_TOO_LARGE'],
    bytes: () => bomb(`${SCDL_HEADER}\r\n`, '\r\n'),
  },
  'gzip of 1 GB of blank balance rows': {
    codes: ['GZIP_TOO_LARGE'],
    bytes: () => bomb(`${BALANCE_HEADER}\n`, `${';'.repeat(BALANCE_HEADER.split(';').length - 1)}\n`),
  },
  'gzip of 1 GB of blanks in XML': {
    codes: ['GZIP_TOO_LARGE'],
    bytes: () => bomb(`${DECLARATION}${TOTEM}`, ' \n'),
  },
  'gzip of 1 GB of elements': {
    codes: ['GZIP_TOO_LARGE'],
    bytes: () => bomb(`${DECLARATION}${TOTEM}`, '<Annexe A="1"/>'),
  },
  'gzip of 1 GB in one attribute': {
    codes: ['GZIP_TOO_LARGE'],
    bytes: () => bomb(`${DECLARATION}${TOTEM}<LibelleColl V="`, 'a'),
  },
  'gzip of gzip of 1 GB': { codes: ['FORMAT_UNKNOWN'], bytes: async () => gzipSync(await bomb('', '\0')) },
  'a CSV row of 10 MB': { codes: ['CSV_ROW_TOO_LONG'], bytes: () => line(`${SCDL_HEADER}\r\n`, 'a') },
  'a CSV row of 10 MB of commas': {
    codes: ['CSV_ROW_TOO_LONG'],
    bytes: () => line(`${SCDL_HEADER}\r\n`, ','),
  },
  'a CSV cell of 10 MB that never closes': {
    codes: ['CSV_ROW_TOO_LONG'],
    bytes: () => line(`${SCDL_HEADER}\r\n"`, 'a\n'),
  },
  'a CSV row of 10 MB of quotes': {
    codes: ['CSV_ROW_TOO_LONG'],
    bytes: () => line(`${SCDL_HEADER}\r\n`, '"'),
  },
  'a CSV header of 10 MB': { codes: ['CSV_ROW_TOO_LONG'], bytes: () => line(SCDL_HEADER, ',x') },
  'XML of 10 MB in one attribute': {
    codes: ['XML_MALFORMED'],
    bytes: () => line(`${DECLARATION}${TOTEM}<LibelleColl V="`, 'a'),
  },
  'XML of 10 MB in one name': { codes: ['XML_MALFORMED'], bytes: () => line(`${DECLARATION}${TOTEM}<`, 'a') },
  'XML of 10 MB in one text': { codes: ['XML_MALFORMED'], bytes: () => line(`${DECLARATION}${TOTEM}`, 'a') },
  'XML of 10 MB in one comment': {
    codes: ['XML_MALFORMED'],
    bytes: () => line(`${DECLARATION}${TOTEM}<!-- `, 'a'),
  },
  'XML of 10 MB without an element': { codes: ['FORMAT_UNKNOWN'], bytes: () => line(DECLARATION, 'a') },
  'elements nested 100 000 deep': {
    codes: ['XML_TOO_DEEP'],
    bytes: async () => Buffer.from(`${DECLARATION}${TOTEM}${'<a>'.repeat(100_000)}`),
  },
  'an element of 500 000 attributes': {
    codes: ['XML_TOO_MANY_ATTRIBUTES'],
    bytes: async () =>
      Buffer.from(
        `${DECLARATION}${TOTEM}<LibelleColl ${Array.from({ length: 500_000 }, (_, n) => `a${n}="1"`).join(' ')}/></DocumentBudgetaire>`,
      ),
  },
  'an element of 200 000 namespaces': {
    codes: ['XML_TOO_MANY_ATTRIBUTES'],
    bytes: async () =>
      Buffer.from(
        `${DECLARATION}${TOTEM}<LibelleColl ${Array.from({ length: 200_000 }, (_, n) => `xmlns:a${n}="u:${n}"`).join(' ')}/></DocumentBudgetaire>`,
      ),
  },
};
