import { InputError } from '../issue';
import { concat, inflated, pieces } from './gunzip';
import { Cursor } from './place';

/** Room for an XML declaration and a byte order mark. */
const HEAD = 1024;

/**
 * The text of a file, in pieces, without its byte order mark; gzip is seen through. Encoding: byte order mark, else
 * XML declaration, else UTF-8 if its first accented character is valid UTF-8, else windows-1252 (which contains
 * what ISO-8859-1 prints). Throws InputError: EMPTY_FILE, ENCODING_UNKNOWN, ENCODING_INVALID at the line and column
 * of the first byte that the encoding does not have, GZIP_INVALID, GZIP_TOO_LARGE.
 */
export async function* decodeText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: Decoder | null = null;
  for await (const piece of pieces(inflated(bytes), HEAD)) {
    decoder ??= decoderFor(piece.subarray(0, HEAD));
    const text = decoder.decode(piece);
    if (text !== '') yield text;
  }
  if (!decoder) throw new InputError({ code: 'EMPTY_FILE', line: null, column: null, params: {} });
  const rest = decoder.end();
  if (rest !== '') yield rest;
}

interface Decoder {
  decode(bytes: Uint8Array): string;
  end(): string;
}

function decoderFor(head: Uint8Array): Decoder {
  if (head[0] === 0xff && head[1] === 0xfe) return new AnyDecoder('utf-16le');
  if (head[0] === 0xfe && head[1] === 0xff) return new AnyDecoder('utf-16be');
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return new Utf8Decoder(true);
  const start = new TextDecoder('windows-1252').decode(head);
  const declared = /^<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1];
  // A declaration that can be read byte by byte is not UTF-16, whatever it says: some tools write that by mistake.
  if (declared === undefined || /^utf-?16/i.test(declared)) return new Utf8Decoder(false);
  try {
    const { encoding } = new TextDecoder(declared);
    if (encoding === 'utf-8') return new Utf8Decoder(true);
    return encoding === 'windows-1252' ? { decode: decodeWestern, end: () => '' } : new AnyDecoder(encoding);
  } catch {
    throw new InputError({ code: 'ENCODING_UNKNOWN', line: 1, column: 1, params: { encoding: declared } });
  }
}

/** What windows-1252 has between 80 and 9F; some releases of Node 20 and 22 leave these bytes undecoded. */
const WESTERN = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function decodeWestern(bytes: Uint8Array): string {
  const text = new TextDecoder('windows-1252').decode(bytes);
  return text.replace(/[\u0080-\u009f]/g, (char) => WESTERN[char.charCodeAt(0) - 0x80]!);
}

class AnyDecoder implements Decoder {
  private readonly decoder: TextDecoder;
  constructor(encoding: string) {
    this.decoder = new TextDecoder(encoding);
  }
  decode(bytes: Uint8Array): string {
    return this.decoder.decode(bytes, { stream: true });
  }
  end(): string {
    return this.decoder.decode();
  }
}

/** UTF-8 without mercy; or, while that is not `certain`, windows-1252 from the first character that is not. */
class Utf8Decoder implements Decoder {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  /** The first bytes of a character cut by the end of a piece. */
  private pending: Uint8Array = new Uint8Array(0);
  private western = false;
  private atStart = true;
  private readonly cursor = new Cursor();

  constructor(private certain: boolean) {}

  decode(bytes: Uint8Array): string {
    if (this.western) return decodeWestern(bytes);
    const all = concat(this.pending, bytes);
    const complete = all.length - unfinished(all);
    this.pending = all.slice(complete);
    return this.read(all.subarray(0, complete));
  }

  end(): string {
    const rest = this.pending;
    this.pending = new Uint8Array(0);
    return this.read(rest);
  }

  private read(bytes: Uint8Array): string {
    let text: string;
    try {
      text = this.decoder.decode(bytes);
    } catch {
      return this.fault(bytes);
    }
    if (text.length < bytes.length) this.certain = true;
    return this.advance(text);
  }

  private fault(bytes: Uint8Array): string {
    const text = validStart(bytes);
    const length = new TextEncoder().encode(text).length;
    const before = this.advance(text);
    if (this.certain || length > text.length) {
      const { line, column } = this.cursor;
      throw new InputError({ code: 'ENCODING_INVALID', line, column, params: { byte: hex(bytes[length]!) } });
    }
    this.western = true;
    const rest = concat(bytes.subarray(length), this.pending);
    return before + decodeWestern(rest);
  }

  private advance(text: string): string {
    const kept = this.atStart && text.startsWith('\ufeff') ? text.slice(1) : text;
    if (text !== '') this.atStart = false;
    this.cursor.advance(kept);
    return kept;
  }
}

/** How many bytes at the end begin a character without ending it (0 to 3). */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

/** The text before the first invalid byte. */
function validStart(bytes: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let text = '';
  try {
    for (let at = 0; at < bytes.length; at += 1)
      text += decoder.decode(bytes.subarray(at, at + 1), { stream: true });
  } catch {
    // Found it.
  }
  return text;
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
