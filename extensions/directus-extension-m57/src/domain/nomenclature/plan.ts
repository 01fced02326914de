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
  /** Chapter by nature of an account used so, or null. */
  chapterOf(nature: string, direction: Direction, kind: MovementKind): string | null;
  /** Section of a line, from its chapters, its nature and, at last, the chapter whose code is a prefix. */
  sectionOf(line: {
    nature: string;
    direction: Direction;
    kind: MovementKind;
    chapitre: string | null;
    chapitre_vote: string | null;
    fonction: string | null;
  }): Section | null;
  /** 93020 → 020 where the document is voted by function or its chapter is of that kind; 946 → null. */
  fonctionOf(fonction: string | null, chapitre_vote: string | null, votedByFonction: boolean): string | null;
}
