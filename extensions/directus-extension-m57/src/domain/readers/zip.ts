import { Inflate } from 'fflate';

/** A file in a ZIP archive, as its directory describes it. */
export interface ZipEntry {
  name: string;
  method: number;
  encrypted: boolean;
  compressed: number;
  size: number;
  /** Offset of its local header. */
  header: number;
}

/** Not a ZIP archive that can be read, or one whose directory lies. */
export class ZipError extends Error {}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
/** The end record, and the longest comment behind it. */
const END_WITHIN = 22 + 65_535;
/** Compressed bytes inflated at a time: 1 000 times as many come out at the very most. */
const PIECE = 4_096;

/** The directory of an archive, at its end. Nothing is inflated. ZIP64 (4 GB and more) is not read. */
export function zipEntries(bytes: Uint8Array): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  const least = Math.max(0, bytes.length - END_WITHIN);
  while (end >= least && view.getUint32(end, true) !== END) end -= 1;
  if (end < least || end < 0) throw new ZipError('no directory');
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  const entries: ZipEntry[] = [];
  for (let rank = 0; rank < count; rank += 1) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== ENTRY) throw new ZipError('broken directory');
    const [name, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [
      number,
      number,
      number,
    ];
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + name)),
      method: view.getUint16(at + 10, true),
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      compressed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      header: view.getUint32(at + 42, true),
    });
    at += 46 + name + extra + comment;
  }
  return entries;
}

/** The content of an entry, piece by piece; throws ZipError as soon as it is more than the directory says. */
export function* inflatedEntry(bytes: Uint8Array, entry: ZipEntry): Generator<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { header, compressed, size, method } = entry;
  if (header + 30 > bytes.length || view.getUint32(header, true) !== LOCAL)
    throw new ZipError('broken entry');
  const start = header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
  const data = bytes.subarray(start, start + compressed);
  if (data.length < compressed || entry.encrypted || (method !== 0 && method !== 8))
    throw new ZipError('broken entry');
  let written = 0;
  const counted = (piece: Uint8Array) => {
    written += piece.length;
    if (written > size) throw new ZipError('more than it says');
    return piece;
  };
  if (method === 0) yield counted(data);
  else {
    let out: Uint8Array[] = [];
    const inflate = new Inflate((piece) => out.push(piece));
    for (let at = 0; at < data.length; at += PIECE) {
      try {
        inflate.push(data.subarray(at, at + PIECE), at + PIECE >= data.length);
      } catch {
        throw new ZipError('broken entry');
      }
      for (const piece of out) yield counted(piece);
      out = [];
    }
  }
  if (written !== size) throw new ZipError('less than it says');
}
