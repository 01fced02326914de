/** The nomenclature a document declares: "M57-M57_A" is the norm M57 in its abridged declension M57_A. */
export interface Nomenclature {
  norm: string;
  /** The norm itself where the document names no declension. */
  declension: string;
}

/** The plan to read a document with; `exact` is false where it is another year or declension than declared. */
export interface PlanChoice {
  id: string;
  exact: boolean;
}

/** M57 had one plan until 2021; M57_A (abridged), M57_D (developed) and M57_P replace it since. */
const FIRST_YEAR_OF_DECLENSIONS = 2022;

/**
 * Reads "M57", "M57_D", "M57-M57_A" (TOTEM), "M57A" (DGFiP balances), "M43-M43". Case and blanks do not count.
 * Null where the text names no budget nomenclature.
 */
export function parseNomenclature(declared: string): Nomenclature | null {
  const match = /^(?:M\d+-)?(M\d+)_?([A-Z]\w*)?$/.exec(declared.toUpperCase().replace(/\s+/g, ''));
  if (!match?.[1]) return null;
  const [, norm, declension] = match;
  return { norm, declension: declension ? `${norm}_${declension}` : norm };
}

/**
 * Among the ids of the available plans ("M57_D-2024"), the one for a document of that nomenclature and year:
 * the declension itself, else the one nearest in detail; in it the nearest year, the later of two equally near.
 * Null where no plan suits: another norm (M14, M52, M43…), which the caller refuses by its name.
 */
export function choosePlan(available: readonly string[], declared: string, year: number): PlanChoice | null {
  const nomenclature = parseNomenclature(declared);
  if (nomenclature?.norm !== 'M57') return null;
  const { declension } = nomenclature;
  const wanted = `${declension}-${year}`;
  if (available.includes(wanted)) return { id: wanted, exact: true };
  for (const candidate of nearestDeclensions(declension, year)) {
    const years = available
      .filter((id) => id.startsWith(`${candidate}-`))
      .map((id) => Number(id.slice(candidate.length + 1)))
      .sort((a, b) => Math.abs(a - year) - Math.abs(b - year) || b - a);
    if (years[0] !== undefined) return { id: `${candidate}-${years[0]}`, exact: false };
  }
  return null;
}

/**
 * Before 2022 only M57 existed, whatever a file says; since then a file that says M57, or a declension without
 * a plan such as M57_P, is read with the developed plan, which has every account of the others.
 */
function nearestDeclensions(declension: string, year: number): string[] {
  if (year < FIRST_YEAR_OF_DECLENSIONS) return ['M57', 'M57_D', 'M57_A'];
  return declension === 'M57' ? ['M57_D', 'M57', 'M57_A'] : [declension, 'M57_D', 'M57', 'M57_A'];
}
