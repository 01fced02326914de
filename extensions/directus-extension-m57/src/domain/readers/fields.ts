import type { Amounts } from '../ledger';
import { parseCents, type Cents } from '../money';
import type { Place } from './place';
import type { Problems } from './problems';

/** A value as it stands in the file; text '' where the file has none, at the place of its record. */
export interface Field extends Place {
  text: string;
}

/** A record whose values are found by name. */
export interface Source {
  /** As it is written; empty where there is none. */
  text(name: string): string;
  /** The same with its place, which takes longer to tell. */
  field(name: string): Field;
}

/** A way to read a text, and the error to raise where it cannot be read (`parse` gives null). */
export interface Kind<T> {
  error: string;
  parse(text: string): T | null;
}

/** One record (budget head, line) whose values are read by name; errors are noted at the place of the value. */
export class Fields {
  constructor(
    private readonly source: Source,
    private readonly problems: Problems,
  ) {}

  /** The value, or null where it is empty or cannot be read; the latter is an error. */
  optional<T>(name: string, kind: Kind<T>): T | null {
    return this.read(name, kind, false);
  }

  /** As `optional`, but an empty value is an error too. */
  required<T>(name: string, kind: Kind<T>): T | null {
    return this.read(name, kind, true);
  }

  private read<T>(name: string, kind: Kind<T>, required: boolean): T | null {
    const text = this.source.text(name).trim();
    if (text === '') {
      if (required) this.problems.add('VALUE_MISSING', this.source.field(name), { name });
      return null;
    }
    const value = kind.parse(text);
    if (value === null)
      this.problems.add(kind.error, this.source.field(name), { name, value: excerpt(text) });
    return value;
  }

  amounts(names: Record<keyof Amounts, string>, kind: Kind<Cents>): Amounts {
    return {
      realised: this.optional(names.realised, kind),
      previous_budget: this.optional(names.previous_budget, kind),
      carried_over_previous: this.optional(names.carried_over_previous, kind),
      proposed: this.optional(names.proposed, kind),
      voted: this.optional(names.voted, kind),
      opened: this.optional(names.opened, kind),
      carried_over: this.optional(names.carried_over, kind),
    };
  }
}

function excerpt(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** Nature, fonction, chapter, operation: up to 40 printable characters. */
export const CODE: Kind<string> = {
  error: 'CODE_INVALID',
  parse: (text) => (isShortAscii(text) || /^[^\p{Cc}]{1,40}$/u.test(text) ? text : null),
};

/** Nearly every code; found out in a third of the time of the expression. */
function isShortAscii(text: string): boolean {
  if (text === '' || text.length > 40) return false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
}

/** Never refused: control characters become spaces and 255 characters are kept. */
export const LABEL: Kind<string> = {
  error: 'CODE_INVALID',
  parse: (text) => text.replace(/\p{Cc}+/gu, ' ').slice(0, 255),
};

export const SIRET: Kind<string> = {
  error: 'SIRET_INVALID',
  parse: (text) => /^\d{14}$/.exec(text.replace(/\s/g, ''))?.[0] ?? null,
};

export const YEAR: Kind<number> = {
  error: 'YEAR_INVALID',
  parse: (text) => (/^(?:19[9]\d|20\d\d|2100)$/.test(text) ? Number(text) : null),
};

/** A hundred billion euros: no real amount is larger, and sums of a million such lines stay exact. */
const LARGEST: Cents = 100_000_000_000_00;

/** Decimal point, as XML has it. */
export const AMOUNT: Kind<Cents> = {
  error: 'AMOUNT_INVALID',
  parse(text) {
    const cents = parseCents(text);
    return cents === null || Math.abs(cents) > LARGEST ? null : cents;
  },
};

/** As people and spreadsheets write it: decimal comma or point; space, NBSP or narrow NBSP between thousands. */
export const WRITTEN_AMOUNT: Kind<Cents> = {
  error: 'AMOUNT_INVALID',
  parse: (text) => AMOUNT.parse(text) ?? AMOUNT.parse(text.replace(/[ \u00a0\u202f]/g, '').replace(',', '.')),
};

export function oneOf<T>(values: Record<string, T>, error = 'VALUE_UNKNOWN'): Kind<T> {
  return { error, parse: (text) => (Object.hasOwn(values, text) ? values[text]! : null) };
}

export const BOOLEAN = oneOf({ true: true, '1': true, false: false, '0': false });
