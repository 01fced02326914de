/** Base 32 without letters that are taken for digits or make words (Crockford). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE = new RegExp(`^[${ALPHABET}]{10}$`);

/** 50 random bits. */
export const CODE_LENGTH = 10;

/** The code that random bytes make, one for each character. */
export const codeOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => ALPHABET[byte & 31]).join('');

/** As it is printed: "7KQ4M-2PXR9". */
export const printedCode = (code: string): string => `${code.slice(0, 5)}-${code.slice(5)}`;

/** A code as somebody reads it from paper or says it on the telephone: null where it cannot be one. */
export function readCode(typed: string): string | null {
  const code = typed
    .toUpperCase()
    .replace(/[\s\-–—.]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  return CODE.test(code) ? code : null;
}
