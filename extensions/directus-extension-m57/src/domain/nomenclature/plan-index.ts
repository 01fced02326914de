import type { Direction, MovementKind, Section } from '../ledger';
import { NATURE_USES, type Chapter, type Nature, type NatureUse, type Plan, type PlanIndex } from './plan';

/** The uses that an operation of that direction and kind can be, the usual one first. */
const USES: Record<Direction, Record<MovementKind, readonly NatureUse[]>> = {
  D: { real: ['DR'], ordre: ['DOES', 'DOIS'] },
  R: { real: ['RR'], ordre: ['ROES', 'ROIS'] },
};

/** Ordre operations inside one section: chapters by nature and, where voted so, by function. */
const INSIDE_SECTION = new Set(['041', '043', '925', '947']);

/**
 * Look-ups over a plan, prepared once: everything that reading a file line by line asks of it is a hash look-up,
 * save for accounts the plan does not know, whose nearest known account is sought by prefix.
 */
export function indexPlan(plan: Plan): PlanIndex {
  const natures = byCode(plan.natures);
  const fonctions = byCode(plan.fonctions);
  const chapters = byCode(plan.chapters);
  const usesBelow = usesByPrefix(plan.natures);

  /** An account below the leaves of the plan (4544128, an account a town subdivided) follows the one above. */
  function nearest(code: string): Nature | undefined {
    return longestPrefix(code, (prefix) => natures.get(prefix));
  }

  /** Chapters that the plan gives to an account used so: its own, or those of the accounts it groups. */
  function chaptersFor({ code, uses }: Pick<Nature, 'code' | 'uses'>, use: NatureUse): readonly string[] {
    if (Object.keys(uses).length) return uses[use] ? [uses[use]] : [];
    return [...(usesBelow.get(code)?.[use] ?? [])];
  }

  function chapterForUse(account: Nature, use: NatureUse): string | null {
    const candidates = chaptersFor(account, use);
    if (candidates.length === 1) return candidates[0] ?? null;
    // 65 groups accounts of 65 and of 6586: the chapter that bears the account's own name is the one it is in.
    return longestPrefix(account.code, (prefix) => candidates.find((code) => code === prefix)) ?? null;
  }

  function chapterByPrefix(code: string | null, axis: Chapter['axis']): Chapter | undefined {
    return longestPrefix(code ?? '', (prefix) => {
      const chapter = chapters.get(prefix);
      return chapter?.axis === axis ? chapter : undefined;
    });
  }

  /**
   * No account of an official plan lies in both sections, so its chapters agree whatever the use. One that stands
   * under no known account has the section of its class, where all of the class is in one (6 and 7, not 0).
   */
  function sectionOfNature(code: string): Section | undefined {
    const account = nearest(code) ?? { code: code.slice(0, 1), uses: {} };
    const sections = NATURE_USES.flatMap((use) => chaptersFor(account, use)).map(
      (chapter) => chapters.get(chapter)?.section,
    );
    return sections.every((section) => section === sections[0]) ? sections[0] : undefined;
  }

  return {
    plan,
    nature: (code) => natures.get(code),
    fonction: (code) => fonctions.get(code),
    chapter: (code) => chapters.get(code),

    chapterOf(nature, direction, kind, chapitreVote = null) {
      const account = nearest(nature);
      if (!account) return null;
      const [between, inside] = USES[direction][kind].map((use) => chapterForUse(account, use));
      if (inside && INSIDE_SECTION.has(chapitreVote ?? '')) return inside;
      return between ?? inside ?? null;
    },

    directionsOf(nature, kind) {
      const account = nearest(nature);
      if (!account) return [];
      return (['D', 'R'] as const).filter((direction) =>
        USES[direction][kind].some((use) => chaptersFor(account, use).length),
      );
    },

    sectionOf({ nature, chapitre, chapitre_vote, fonction }) {
      const voted = chapters.get(chapitre_vote ?? '');
      // Operations for third parties are voted with the bare function as their chapter ("13", "511"), which can
      // be the code of a chapter by nature too: only a chapter by function is above the account itself.
      const byVote = voted?.axis === 'fonction' ? voted.section : undefined;
      return (
        byVote ??
        chapters.get(chapitre ?? '')?.section ??
        sectionOfNature(nature) ??
        voted?.section ??
        (chapterByPrefix(chapitre_vote, 'nature') ?? chapterByPrefix(chapitre_vote, 'fonction'))?.section ??
        chapterByPrefix(fonction, 'fonction')?.section ??
        null
      );
    },

    fonctionOf(fonction, chapitreVote, votedByFonction) {
      if (!fonction) return null;
      if (fonctions.get(fonction)?.axis === 'reference') return fonction;
      if (!votedByFonction && !chapterByPrefix(chapitreVote, 'fonction')) return fonction;
      if (/^9[03]/.test(fonction)) return fonction.slice(2) || null;
      return /^9[245]/.test(fonction) ? null : fonction;
    },
  };
}

function byCode<T extends { code: string }>(entries: readonly T[]): Map<string, T> {
  return new Map(entries.map((entry) => [entry.code, entry]));
}

type UsesBelow = Partial<Record<NatureUse, Set<string>>>;

/**
 * For each code that others begin with, the chapters these are used in. The hierarchy of an official plan is that
 * of its prefixes; it begins at two digits, so classes (6, 7) are found here and not among the accounts.
 */
function usesByPrefix(natures: readonly Nature[]): Map<string, UsesBelow> {
  const groups = new Map<string, UsesBelow>();
  for (const { code, uses } of natures) {
    for (let length = 1; length < code.length; length += 1) {
      const prefix = code.slice(0, length);
      const group = groups.get(prefix) ?? {};
      groups.set(prefix, group);
      for (const [use, chapter] of Object.entries(uses) as [NatureUse, string][])
        (group[use] ??= new Set()).add(chapter);
    }
  }
  return groups;
}

/** What `find` says of the code, else of the longest prefix of it for which it says something. */
function longestPrefix<T>(code: string, find: (prefix: string) => T | undefined): T | undefined {
  for (let length = code.length; length > 0; length -= 1) {
    const found = find(code.slice(0, length));
    if (found !== undefined) return found;
  }
  return undefined;
}
