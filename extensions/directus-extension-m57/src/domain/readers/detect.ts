import { Gunzip } from 'fflate';
import { InputError } from '../issue';
import { balance } from './balance';
import { cfu } from './cfu';
import { checked } from './checks';
import { isGzip } from './gunzip';
import { ledger } from './ledger';
import { pes } from './pes';
import { plan } from './plan';
import type { Reader } from './reader';
import { scdl } from './scdl';
import { totem } from './totem';

export const readers: readonly Reader[] = [totem, cfu, scdl, balance, pes, plan, ledger].map(checked);

/** What people send instead; each has its words in the message of FORMAT_UNKNOWN. */
const OTHERS: Record<string, (head: string) => boolean> = {
  zip: (head) => head.startsWith('PK\u0003\u0004'),
  pdf: (head) => head.startsWith('%PDF'),
  xls: (head) => head.startsWith('\u00d0\u00cf\u0011\u00e0'),
};

/** Enough to know a format by. */
const HEAD = 65_536;

/**
 * The reader of a file, from its first 64 kB (or all of it, if shorter); gzip is seen through.
 * Throws InputError EMPTY_FILE, or FORMAT_UNKNOWN with `found`: a key of OTHERS, or ''.
 */
export function detect(bytes: Uint8Array): Reader {
  if (bytes.length === 0) throw new InputError({ code: 'EMPTY_FILE', line: null, column: null, params: {} });
  const head = lenientText(isGzip(bytes) ? inflatedHead(bytes) : bytes);
  const reader = readers.find((one) => one.recognises(head));
  if (reader) return reader;
  const found = Object.keys(OTHERS).find((other) => OTHERS[other]!(head)) ?? '';
  throw new InputError({ code: 'FORMAT_UNKNOWN', line: null, column: null, params: { found } });
}

/** Codes and tags are ASCII, and headers of a table in one of the encodings of France: that is enough here. */
function lenientText(bytes: Uint8Array): string {
  const head = bytes.subarray(0, HEAD);
  const utf16 = { '255,254': 'utf-16le', '254,255': 'utf-16be' }[bytes.slice(0, 2).join()];
  if (utf16) return new TextDecoder(utf16).decode(head);
  try {
    // As a stream: the last character may be cut.
    return new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
  } catch {
    return new TextDecoder('windows-1252').decode(head);
  }
}

function inflatedHead(bytes: Uint8Array): Uint8Array {
  const head = new Uint8Array(HEAD);
  let length = 0;
  const gunzip = new Gunzip((data) => {
    head.set(data.subarray(0, HEAD - length), length);
    length = Math.min(HEAD, length + data.length);
  });
  try {
    for (let at = 0; at < bytes.length && length < HEAD; at += 1024)
      gunzip.push(bytes.subarray(at, at + 1024));
  } catch {
    // A damaged file is the reader's to report; what came before may tell the format.
  }
  return head.subarray(0, length);
}
