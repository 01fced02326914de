import { describe, expect, it } from 'vitest';
import { InputError } from '../issue';
import { decodeXml } from './decode-xml';

const bytes = (...parts: (string | number)[]) =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : part)),
  );

describe('decodeXml', () => {
  it.each([
    ['UTF-8 without a declaration', bytes('<a>', 0xc3, 0xa9, '</a>'), '<a>é</a>'],
    ['UTF-8 with a byte order mark', bytes(0xef, 0xbb, 0xbf, '<a>', 0xc3, 0xa9, '</a>'), '<a>é</a>'],
    [
      'a mark against the declaration',
      bytes(0xef, 0xbb, 0xbf, `<?xml version='1.0' encoding='ISO-8859-1'?>`, 0xc3, 0xa9),
      `<?xml version='1.0' encoding='ISO-8859-1'?>é`,
    ],
    ['UTF-16, low byte first', bytes(0xff, 0xfe, '<', 0, 0xe9, 0), '<é'],
    ['UTF-16, high byte first', bytes(0xfe, 0xff, 0, '<', 0, 0xe9), '<é'],
    [
      'ISO-8859-1 as declared',
      bytes(`<?xml version="1.0" encoding="ISO-8859-1"?>`, 0xe9),
      `<?xml version="1.0" encoding="ISO-8859-1"?>é`,
    ],
  ])('reads %s', (_, input, text) => {
    expect(decodeXml(input)).toBe(text);
  });

  it('says where bytes are not what the file declares', () => {
    const latin1 = bytes('<?xml version="1.0" encoding="UTF-8"?>\n<a b="caf', 0xe9, '"/>');
    expect(() => decodeXml(latin1)).toThrow(InputError);
    expect(() => decodeXml(latin1)).toThrow('PLAN_ENCODING_INVALID (2:10)');
  });

  it('names an encoding nobody knows', () => {
    expect(() => decodeXml(bytes('<?xml version="1.0" encoding="KLINGON"?><a/>'))).toThrow(
      'PLAN_ENCODING_UNKNOWN (1:-)',
    );
  });
});
