import type { Direction, MovementKind, Section } from '../ledger';

/** One official chart of accounts: norm, declension, year. */
export interface Plan {
  /** "M57_D-2024" */
  id: string;
  norm: string;
  declension: string;
  year: number;
  chapters: Chapter[];
  natures: Nature[];
  fonctions: Fonction[];
}

export interface Chapter {
  code: string;
  label: string;
  /** Voted by nature (011) or by function (930). */
  axis: 'nature' | 'fonction';
  section: Section;
  /** L, G or C as published. */
  type: string;
  special: boolean;
}

export interface Nature {
  code: string;
  label: string;
  parent: string | null;
  /** Chapter of each allowed use; a key is absent where the plan does not allow it. None: a grouping account. */
  uses: Partial<Record<NatureUse, string>>;
  deleted: boolean;
}

/** DR, RR: real; DOES, ROES: ordre between sections; DOIS, ROIS: ordre inside a section. */
export const NATURE_USES = ['DR', 'RR', 'DOES', 'DOIS', 'ROES', 'ROIS'] as const;
export type NatureUse = (typeof NATURE_USES)[number];

export interface Fonction {
  code: string;
  label: string;
  parent: string | null;
  /** `reference`: the function itself (020). `voted`: an account of a vote by function (93020, 922…). */
  axis: 'reference' | 'voted';
}

/** Fast look-ups over a plan. */
export interface PlanIndex {
  readonly plan: Plan;
  nature(code: string): Nature | undefined;
  fonction(code: string): Fonction | undefined;
  chapter(code: string): Chapter | undefined;
  /**
   * Chapter by nature of an account used so, or null where the plan does not allow that use. An account the plan
   * does not know follows the nearest one above it; a grouping account is answered for where those below agree.
   * Ordre is taken as between sections (040, 042) unless the chapter voted says inside one (041, 043, 925, 947).
   */
  chapterOf(
    nature: string,
    direction: Direction,
    kind: MovementKind,
    chapitreVote?: string | null,
  ): string | null;
  /**
   * The directions in which the plan lets an account be used, expense first. Direction comes from the plan, not
   * from the class: 739211 is of class 7 and an expense only, 6419 of class 6 and a revenue only. Both: the
   * source must say which. None: not an account of that kind, or unknown.
   */
  directionsOf(nature: string, kind: MovementKind): Direction[];
  /**
   * Section of a line, from the first that knows: its chapter by function, its chapter by nature, its nature (or
   * the nearest known one: 4544128 → 45441), its voted chapter, a function still written 90… or 93…. Else null.
   */
  sectionOf(line: {
    nature: string;
    direction: Direction;
    kind: MovementKind;
    chapitre: string | null;
    chapitre_vote: string | null;
    fonction: string | null;
  }): Section | null;
  /**
   * 93020 → 020 where the document is voted by function or its chapter is of that kind; 922, 946 and 953 are not
   * ventilated: null. A function of the plan itself (020, 9) stays as it is.
   */
  fonctionOf(fonction: string | null, chapitre_vote: string | null, votedByFonction: boolean): string | null;
}
