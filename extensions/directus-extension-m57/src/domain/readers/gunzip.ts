import { Gunzip } from 'fflate';
import { InputError } from '../issue';

const PIECE = 65_536;
/** fflate inflates all that it is given at once: 8 kB become 8 MB at the very most. */
const GZIP_PIECE = 8_192;
/** A bomb passes this ratio (a real budget document shrinks about 30 times)… */
const LARGEST_RATIO = 200;
/** …once it is larger than any reader cares for; and nothing real passes the second bound. */
const RATIO_APPLIES_FROM = 8 * 2 ** 20;
const LARGEST_SIZE = 2 * 2 ** 30;

/** Cuts large pieces and joins small ones until the first holds `size` bytes (fewer only if there are no more). */
export async function* pieces(bytes: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let held: Uint8Array | null = new Uint8Array(0);
  for await (const chunk of bytes) {
    let rest: Uint8Array = chunk;
    if (held) {
      rest = concat(held, chunk);
      held = rest.length < size ? rest : null;
      if (held) continue;
    }
    for (let at = 0; at < rest.length; at += PIECE) yield rest.subarray(at, at + PIECE);
  }
  if (held?.length) yield held;
}

export function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Passes bytes on, inflated where they are gzip. Throws InputError GZIP_INVALID (truncated, damaged: the checksum
 * of the file is verified) and GZIP_TOO_LARGE (a bomb).
 */
export async function* inflated(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let stream: GzipStream | null | undefined;
  for await (const piece of pieces(bytes, 2)) {
    if (stream === undefined) stream = isGzip(piece) ? new GzipStream() : null;
    if (stream) yield* stream.push(piece);
    else yield piece;
  }
  if (stream) yield* stream.end();
}

class GzipStream {
  private out: Uint8Array[] = [];
  private read = 0;
  private written = 0;
  private crc = 0xffffffff;
  private members = 1;
  /** The last eight bytes hold the checksum and the size, which fflate leaves unread. */
  private tail: Uint8Array = new Uint8Array(0);
  private readonly gunzip = new Gunzip((data) => {
    this.written += data.length;
    this.crc = crc32(this.crc, data);
    if (data.length > 0) this.out.push(data);
  });

  constructor() {
    this.gunzip.onmember = () => (this.members += 1);
  }

  push(piece: Uint8Array): Uint8Array[] {
    this.tail = concat(this.tail, piece).slice(-8);
    for (let at = 0; at < piece.length; at += GZIP_PIECE) {
      const part = piece.subarray(at, at + GZIP_PIECE);
      this.read += part.length;
      this.inflate(part, false);
      const bomb = this.written > RATIO_APPLIES_FROM && this.written > this.read * LARGEST_RATIO;
      if (bomb || this.written > LARGEST_SIZE)
        throw new InputError({ code: 'GZIP_TOO_LARGE', line: null, column: null, params: {} });
    }
    return this.taken();
  }

  end(): Uint8Array[] {
    this.inflate(new Uint8Array(0), true);
    const trailer = new DataView(this.tail.buffer, this.tail.byteOffset);
    // A file joined from several gzip members has several checksums, of which only the last is at hand.
    const whole =
      this.members > 1 ||
      (this.tail.length === 8 &&
        trailer.getUint32(0, true) === ~this.crc >>> 0 &&
        trailer.getUint32(4, true) === this.written % 2 ** 32);
    if (!whole) throw invalid();
    return this.taken();
  }

  private inflate(piece: Uint8Array, final: boolean): void {
    try {
      this.gunzip.push(piece, final);
    } catch {
      throw invalid();
    }
  }

  private taken(): Uint8Array[] {
    const out = this.out;
    this.out = [];
    return out;
  }
}

function invalid(): InputError {
  return new InputError({ code: 'GZIP_INVALID', line: null, column: null, params: {} });
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** CRC-32 of RFC 1952, without the final inversion. */
function crc32(crc: number, bytes: Uint8Array): number {
  let value = crc;
  for (const byte of bytes) value = CRC_TABLE[(value ^ byte) & 0xff]! ^ (value >>> 8);
  return value;
}
