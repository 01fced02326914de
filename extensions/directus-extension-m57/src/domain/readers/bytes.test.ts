import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText } from './bytes';
import { issuesOf, latin1, stream, utf8 } from './testing';

async function text(bytes: Uint8Array, cuts?: number[]): Promise<string> {
  let all = '';
  for await (const piece of decodeText(stream(bytes, cuts))) all += piece;
  return all;
}

function utf16(content: string, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(content.length * 2));
  Array.from(content, (char, at) => view.setUint16(at * 2, char.charCodeAt(0), littleEndian));
  return new Uint8Array(view.buffer);
}

describe('encoding', () => {
  it('is UTF-8 where the accents are, with or without a byte order mark', async () => {
    expect(await text(utf8('é;€\r\n'))).toBe('é;€\r\n');
    expect(await text(utf8('\ufeffé;€'))).toBe('é;€');
    expect(await text(utf8('\ufeff'))).toBe('');
  });

  it('keeps U+FEFF that is not at the beginning', async () => {
    expect(await text(utf8('a\ufeffb'), [1])).toBe('a\ufeffb');
  });

  it('is windows-1252 where the first accent is not UTF-8, however late it comes', async () => {
    const late = 'x'.repeat(200_000);
    expect(await text(latin1(`${late}\u00e9t\u00e9 \u0080`))).toBe(`${late}été €`);
    expect(await text(latin1('fin \u00e9'))).toBe('fin é');
  });

  it('is what the XML declaration says', async () => {
    const xml = (encoding: string) => `<?xml version='1.0' encoding='${encoding}'?><a>\u00e9\u0080</a>`;
    expect(await text(latin1(xml('ISO-8859-1')))).toContain('<a>é€</a>');
    expect(await text(latin1(xml('iso-8859-15').replace('\u0080', '\u00a4')))).toContain('<a>é€</a>');
    expect(await text(utf8(xml('UTF-8')))).toContain('<a>é');
    expect(await text(utf8(xml('utf-16')))).toContain('<a>é');
    expect(await issuesOf(text(latin1(xml('klingon'))))).toEqual([
      { code: 'ENCODING_UNKNOWN', line: 1, column: 1, params: { encoding: 'klingon' } },
    ]);
  });

  it('is UTF-16 with its byte order mark', async () => {
    expect(await text(utf16('\ufeffété', true), [3])).toBe('été');
    expect(await text(utf16('\ufeffété', false), [5])).toBe('été');
  });

  it('says where XML that claims to be UTF-8 is not', async () => {
    const bytes = latin1('<?xml version="1.0" encoding="UTF-8"?>\r\n<a>\r\n  <b V="H\u00f4tel"/></a>');
    expect(await issuesOf(text(bytes))).toEqual([
      { code: 'ENCODING_INVALID', line: 3, column: 10, params: { byte: 'F4' } },
    ]);
  });

  it('says where a file switches from UTF-8', async () => {
    const bytes = new Uint8Array([...utf8('é\n\ré;'), 0xe9]);
    expect(await issuesOf(text(bytes))).toEqual([
      { code: 'ENCODING_INVALID', line: 3, column: 3, params: { byte: 'E9' } },
    ]);
  });

  it('refuses a file without a byte', async () => {
    expect((await issuesOf(text(new Uint8Array(0))))[0]?.code).toBe('EMPTY_FILE');
  });

  it('does not depend on how the file is cut', async () => {
    const contents = fc.oneof(
      fc.string({ unit: 'grapheme' }).map(utf8),
      fc.uint8Array({ maxLength: 60 }),
      fc.stringMatching(/^[a-z\r\n\u00e0-\u00ff]{0,60}$/).map(latin1),
      fc.string({ unit: 'grapheme' }).map((content) => new Uint8Array(gzipSync(utf8(content)))),
    );
    const outcome = (reading: Promise<string>) =>
      reading.catch(async (error: unknown) => issuesOf(Promise.reject(error)));
    await fc.assert(
      fc.asyncProperty(contents, fc.array(fc.nat({ max: 60 })), async (bytes, cuts) => {
        expect(await outcome(text(bytes, cuts))).toEqual(await outcome(text(bytes)));
      }),
      { numRuns: 500 },
    );
  });
});

describe('gzip', () => {
  const content = Array.from({ length: 4000 }, (_, line) => `ligne ${line * 7919}; é`).join('\r\n');
  const zipped = new Uint8Array(gzipSync(utf8(content)));

  it('is seen through, in one or several members', async () => {
    expect(await text(zipped, [1, 5, 700])).toBe(content);
    expect(await text(new Uint8Array([...zipped, ...zipped]))).toBe(content + content);
  });

  it('is refused when it is cut short, wherever', async () => {
    for (let length = 2; length < zipped.length; length += length < zipped.length - 20 ? 97 : 1)
      expect((await issuesOf(text(zipped.subarray(0, length))))[0]?.code, `${length} bytes`).toBe(
        'GZIP_INVALID',
      );
  });

  it('never gives another text when it is damaged', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 10, max: zipped.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const damaged = zipped.slice();
          damaged[at]! ^= flip;
          // A few bits fill up the last byte of the data and mean nothing.
          const outcome = await text(damaged).catch(async (error: unknown) =>
            issuesOf(Promise.reject(error)),
          );
          if (typeof outcome === 'string') expect(outcome).toBe(content);
          // Damage may show as bad UTF-8 before the end of the file tells.
          else expect(['GZIP_INVALID', 'ENCODING_INVALID']).toContain(outcome[0]?.code);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is refused when it is a bomb, long before it is inflated', async () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(200 * 2 ** 20), { level: 9 }));
    let length = 0;
    const reading = async () => {
      for await (const piece of decodeText(stream(bomb))) length += piece.length;
    };
    expect((await issuesOf(reading()))[0]?.code).toBe('GZIP_TOO_LARGE');
    expect(length).toBeLessThan(100 * 2 ** 20);
  });
});
