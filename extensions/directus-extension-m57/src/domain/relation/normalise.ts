/**
 * Keys to find and compare persons by, the same on every database. E-mail, phone and name tell whether two persons are
 * one; the sound and birth keys only find candidates that a typing error, a married name or a wrong year would hide.
 */
export interface PersonKeys {
  /** At most 254 characters. */
  email_key: string | null;
  /** E.164: at most 16 characters. */
  phone_key: string | null;
  /** At most 120 characters. */
  name_key: string | null;
  /** How last and first name sound, in either order, and the year of birth: at most 24 characters. */
  sound_key: string | null;
  /** Date of birth and the sound that the first name begins with: at most 12 characters. */
  birth_key: string | null;
}

/** What keys are made of. */
export interface Named {
  last_name: string | null;
  first_name: string | null;
  birth_date: string | null;
  birth_year: number | null;
  email: string | null;
  phone: string | null;
}

const LONGEST_EMAIL = 254;
const LONGEST_NAME_KEY = 120;
const LONGEST_SOUND = 8;

/** All keys of a person. Of a million citizens, a key finds a few, the name key of a common name some dozens. */
export function keysOf(person: Named): PersonKeys {
  const last = nameTokens(person.last_name ?? '');
  const first = nameTokens(person.first_name ?? '');
  const sounds = [soundOf(last[0] ?? ''), soundOf(first[0] ?? '')];
  const year = person.birth_date?.slice(0, 4) ?? person.birth_year;
  return {
    email_key: emailKey(person.email ?? ''),
    phone_key: phoneKey(person.phone ?? ''),
    name_key: [...last, ...first].sort().join(' ').slice(0, LONGEST_NAME_KEY).trim() || null,
    sound_key: year !== null && sounds[0] && sounds[1] ? `${sounds.sort().join('-')}-${year}` : null,
    birth_key:
      person.birth_date !== null && first.length > 0
        ? `${person.birth_date.replaceAll('-', '')}${soundOf(first[0]!).slice(0, 1)}`
        : null,
  };
}

/**
 * Lower case, without blanks and invisible characters. Dots and what follows a plus sign stay: only some providers
 * take them for the same box, and families tell their members apart by them. Null for what is no address.
 */
export function emailKey(text: string): string | null {
  const plain = /^[a-z\d.@_+-]*$/i.test(text)
    ? text
    : text
        .normalize('NFKC')
        .replace(/[\s\u200b-\u200d\u2060\ufeff]+/g, '')
        .replace(/^(?:mailto:)?<?|>$/gi, '');
  const key = plain.toLowerCase();
  const at = key.indexOf('@');
  const dot = key.lastIndexOf('.');
  const whole = at > 0 && at === key.lastIndexOf('@') && dot > at + 1 && dot < key.length - 1;
  return whole && key.length <= LONGEST_EMAIL ? key : null;
}

/** What numbers of overseas France begin with after the 0, and the country code that they have. */
const OVERSEAS: Record<string, string> = {
  262: '262',
  263: '262',
  269: '262',
  639: '262',
  692: '262',
  693: '262',
  590: '590',
  690: '590',
  691: '590',
  594: '594',
  694: '594',
  596: '596',
  696: '596',
  697: '596',
};

/**
 * A phone number as E.164. Without a country code it is French, overseas included ("0692…" is +262 692…); a leading
 * zero that a spreadsheet lost is put back. The first number of several. Null for what is no number, or one that
 * people type where they have none (0600000000, 0123456789).
 */
export function phoneKey(text: string): string | null {
  let digits = '';
  let plus = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]!;
    if (char >= '0' && char <= '9') digits += char;
    else if (char === '+' && digits === '') plus = true;
    // "+33 (0)6": dialled from France only.
    else if (char === '(' && text.startsWith('(0)', at) && digits !== '') at += 2;
    else if (digits.length >= 9 && !/[\s.\-()\u00a0\u202f\u2011]/.test(char)) break;
  }
  if (digits.startsWith('00')) [plus, digits] = [true, digits.slice(2)];
  if (!plus && digits.length === 11 && digits.startsWith('33')) plus = true;
  if (plus && !digits.startsWith('33'))
    return /^[1-9]\d{7,14}$/.test(digits) && !isFiller(digits.slice(3)) ? `+${digits}` : null;
  const national = (plus ? digits.slice(2) : digits).replace(/^0/, '');
  if (!/^[1-9]\d{8}$/.test(national) || isFiller(national)) return null;
  return `+${OVERSEAS[national.slice(0, 3)] ?? '33'}${national}`;
}

function isFiller(national: string): boolean {
  const rest = national.slice(1);
  return rest === rest[0]!.repeat(rest.length) || '0123456789'.includes(national) || rest === '12345678';
}

/** Five digits of a French postcode (a lost zero put back), else letters and digits of another country's. */
export function postcodeKey(text: string): string | null {
  if (/^\d{5}$/.test(text)) return text;
  const code = text
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .replace(/^F(?=\d{5}$)/, '');
  if (/^\d{4}$/.test(code)) return `0${code}`;
  return code.slice(0, 10) || null;
}

/** Between first and last names, and often left out: "de Villiers" is "Villiers". */
const LEFT_OUT = new Set('de d du des von vom zu di da do dos das del della y e et dit dite'.split(' '));
/** Written apart or not: "Le Goff" is "Legoff", "Ben Ali" is "Benali". */
const JOINED = new Set(
  'le la l les van den der ter ten ben bin bint ibn el al abd abdel abdul abou abu ait mac mc o'.split(' '),
);
const SHORTENED: Record<string, string> = { saint: 'st', sainte: 'ste' };

/**
 * The words of a name that count, plain: "Jean-Pierre" gives jean and pierre, "d’Artagnan" artagnan, "Le Goff" legoff,
 * "VAN DEN BERG" vandenberg. A name of nothing but particles keeps them.
 */
export function nameTokens(text: string): string[] {
  const folded = foldName(text);
  if (!folded.includes(' ')) return folded === '' ? [] : [SHORTENED[folded] ?? folded];
  const words = folded.split(' ');
  const tokens: string[] = [];
  let joined = '';
  for (const word of words) {
    if (joined === '' && LEFT_OUT.has(word)) continue;
    if (JOINED.has(word)) joined += word;
    else {
      tokens.push(joined + (SHORTENED[word] ?? word));
      joined = '';
    }
  }
  if (joined !== '') tokens.push(joined);
  return tokens.length > 0 ? tokens : words;
}

const LIGATURES: Record<string, string> = {
  œ: 'oe',
  æ: 'ae',
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
};

/** Lower case, letters and digits without accents, one blank for anything between. */
export function foldName(text: string): string {
  if (/^[a-z]*$/i.test(text)) return text.toLowerCase();
  let ascii = '';
  let blank = false;
  for (let at = 0; at < text.length; at += 1) {
    let code = text.charCodeAt(at);
    if (code > 127) return foldAny(text);
    if (code >= 65 && code <= 90) code += 32;
    if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57)) {
      if (blank && ascii !== '') ascii += ' ';
      blank = false;
      ascii += String.fromCharCode(code);
    } else blank = true;
  }
  return ascii;
}

const foldAny = (text: string) =>
  text
    .toLowerCase()
    .replace(/[œæßøłđðþ]/g, (char) => LIGATURES[char]!)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/**
 * How a plain word sounds in French, in at most 8 letters: what it begins with and its consonants, those at the end
 * that are not heard left out. Lefèvre and Lefebvre are one, so are Dupont and Dupond, Philippe and Filipe.
 */
export function soundOf(word: string): string {
  const known = sounds.get(word);
  if (known !== undefined) return known;
  const heard = word
    .replace(/ph/g, 'f')
    .replace(/sch|sh|ch/g, '0')
    .replace(/gn/g, 'n')
    .replace(/gu(?=[eiy])/g, '1')
    .replace(/g(?=[eiy])/g, 'j')
    .replace(/c(?=[eiy])/g, 's')
    .replace(/qu|[cqk]/g, 'k')
    .replace(/aul?[tdx]?$/, 'a')
    .replace(/bv|w/g, 'v')
    .replace(/h/g, '')
    .replace(/[zx]/g, 's')
    .replace(/1/g, 'g')
    .replace(/m(?=[bp])/g, 'n')
    .replace(/[stdp]+$/, '');
  const sound = (heard.slice(0, 1).replace(/[aeiouy]/, 'a') + heard.slice(1).replace(/[aeiouy]+/g, '.'))
    .replace(/(.)\1+/g, '$1')
    .replaceAll('.', '')
    .slice(0, LONGEST_SOUND);
  if (sounds.size < MOST_SOUNDS) sounds.set(word, sound);
  return sound;
}

/** A town has a few thousand first and last names. */
const sounds = new Map<string, string>();
const MOST_SOUNDS = 20_000;

/** Words of a street that are written short, and those that only tell a door. */
const STREETS: Record<string, string> = {
  av: 'avenue',
  ave: 'avenue',
  bd: 'boulevard',
  bld: 'boulevard',
  bvd: 'boulevard',
  boul: 'boulevard',
  r: 'rue',
  pl: 'place',
  imp: 'impasse',
  all: 'allee',
  ch: 'chemin',
  che: 'chemin',
  chem: 'chemin',
  rte: 'route',
  sq: 'square',
  res: 'residence',
  saint: 'st',
  sainte: 'ste',
};
const LINKS = new Set('de du des d la le les l'.split(' '));
const DOORS = new Set('apt appt app appartement bat batiment esc escalier etage porte lot hall'.split(' '));

/** A street and its number, to compare: "12, av. de la Gare - Apt 4" is "12 avenue gare". Null where nothing is told. */
export function addressKey(text: string): string | null {
  const words: string[] = [];
  let door = false;
  for (const word of foldName(text).split(' ')) {
    if (door) door = false;
    else if (DOORS.has(word)) door = true;
    else if (word !== '' && !LINKS.has(word)) words.push(STREETS[word] ?? word);
  }
  return words.length > 1 ? words.join(' ') : null;
}
