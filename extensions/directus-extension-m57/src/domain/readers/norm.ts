import type { Issue } from '../issue';
import { parseNomenclature } from '../nomenclature/plans';

/** Replaced by M57, with other accounts and functions: their figures cannot be compared. */
const BEFORE_M57 = ['M14', 'M52', 'M61', 'M71', 'M831', 'M832'];

/** The declension that a document declares ("M57-M57_A" and "M57A" give "M57_A"); null where it is not under M57. */
export function declensionOfM57(declared: string): string | null {
  const found = parseNomenclature(declared);
  return found?.norm === 'M57' ? found.declension : null;
}

/** What NOMENCLATURE_UNSUPPORTED says of another norm. */
export function unsupported(declared: string): Issue['params'] {
  const norm = parseNomenclature(declared)?.norm ?? declared;
  return { nomenclature: norm, declared, before: BEFORE_M57.includes(norm) ? 1 : 0 };
}
