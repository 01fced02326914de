import { InputError } from '../issue';

/**
 * The text of an XML document: its byte order mark decides, else the encoding its declaration names, else
 * UTF-8 (XML 1.0, appendix F). Throws InputError where the bytes are not in that encoding, with the position of
 * the first that is not.
 */
export function decodeXml(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(encoding);
  } catch {
    throw new InputError({ code: 'PLAN_ENCODING_UNKNOWN', line: 1, column: null, params: { encoding } });
  }
  const text = decoder.decode(bytes);
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    // A lenient decoder puts U+FFFD where the strict one gives up without saying where.
    const before = text.slice(0, text.indexOf('\uFFFD')).split('\n');
    throw new InputError({
      code: 'PLAN_ENCODING_INVALID',
      line: before.length,
      column: (before.at(-1) ?? '').length + 1,
      params: { encoding },
    });
  }
  return text;
}

function encodingOf(bytes: Uint8Array): string {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  return /^<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1]?.toLowerCase() ?? 'utf-8';
}
