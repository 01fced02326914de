import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../issue';
import { detect } from './detect';
import { readerMessages } from './messages';
import { BALANCE_HEADER, SCDL_HEADER, cfuXml, latin1, pesXml, totemXml, utf8 } from './testing';

function refusal(bytes: Uint8Array): { code: string; found: unknown; fr: string; en: string } {
  try {
    detect(bytes);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { code, params } = error.issues[0]!;
    const messages = readerMessages[code]!;
    return { code, found: params['found'], fr: messages.fr(params), en: messages.en(params) };
  }
  throw new Error('a reader was found');
}

describe('detect', () => {
  const xml = totemXml([]);
  it('finds TOTEM by its root and SCDL by its header', () => {
    expect(detect(latin1(xml)).format).toBe('totem');
    expect(detect(latin1(xml.replace('<Doc', '<!-- <Nomenclature/> --><Doc'))).format).toBe('totem');
    expect(detect(utf8(SCDL_HEADER)).format).toBe('scdl');
    expect(detect(utf8(`\ufeff${SCDL_HEADER.toLowerCase().replaceAll(',', ';')}\n`)).format).toBe('scdl');
  });

  it('finds a compte financier unique and a PES flow by their root, a balance by its header', () => {
    expect(detect(utf8('<doccfu:CompteFinancierUnique xmlns:doccfu="x">')).format).toBe('cfu');
    expect(detect(latin1(cfuXml([]))).format).toBe('cfu');
    expect(detect(latin1('<n:PES_Aller xmlns:n="x">')).format).toBe('pes');
    expect(detect(latin1(pesXml([]))).format).toBe('pes');
    expect(detect(utf8('<?xml version="1.0"?><Nomenclature Norme="M57"/>')).format).toBe('plan');
    expect(detect(utf8('EXER;IDENT;COMPTE;OBNETDEB;OBNETCRE\n')).format).toBe('balance');
    expect(detect(utf8(`\ufeff${BALANCE_HEADER}\n`)).format).toBe('balance');
  });

  it('sees through gzip, from the beginning of the file alone', () => {
    const zipped = new Uint8Array(gzipSync(latin1(xml + ' '.repeat(1_000_000))));
    expect(detect(zipped.subarray(0, 500)).format).toBe('totem');
  });

  it('leaves faults to the reader, which can say where they are', () => {
    expect(detect(latin1(`\n${xml}`)).format).toBe('totem');
    expect(detect(latin1(xml.replace('<Doc', '<!DOCTYPE x [<!ENTITY a "b">]><Doc'))).format).toBe('totem');
  });

  it.each([
    ['zip', latin1('PK\u0003\u0004\u0014'), 'ZIP'],
    ['xls', latin1('\u00d0\u00cf\u0011\u00e0\u00a1'), 'XLSX'],
    ['pdf', latin1('%PDF-1.7'), 'PDF'],
    ['', utf8('nom;prenom\n'), 'TOTEM'],
    ['', utf8('{"a": 1}'), 'SCDL'],
    ['', utf8('<html><body>DocumentBudgetaire'), 'SCDL'],
  ])('names what else it sees: "%s"', (found, bytes, words) => {
    const { code, found: seen, fr, en } = refusal(bytes);
    expect([code, seen]).toEqual(['FORMAT_UNKNOWN', found]);
    expect(fr).toContain(words);
    expect(en).toContain('SCDL');
  });

  it('says that an empty file is empty', () => {
    expect(refusal(new Uint8Array(0)).code).toBe('EMPTY_FILE');
  });

  it('refuses any garbage without a crash', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (bytes) => {
        expect(refusal(bytes).code).toBe('FORMAT_UNKNOWN');
      }),
      { numRuns: 500 },
    );
  });
});
