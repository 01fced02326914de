import type { Direction, Imputation, MovementKind, Section } from '../ledger';
import { CODE_FIELDS, MOVEMENTS, type Formula } from './formula';

export type Matcher = (imputation: Imputation) => boolean;

/**
 * Compiles a formula into a test "does this imputation belong to the set?", to be applied to many.
 * A code that an imputation lacks (null) belongs to no set but `F-`; one without section is in neither DF nor DI.
 */
export function matcher(formula: Formula): Matcher {
  switch (formula.type) {
    case 'movement': {
      const asked: { direction?: Direction; section?: Section; kind?: MovementKind } =
        MOVEMENTS[formula.word];
      const { direction, section, kind } = asked;
      return (imputation) =>
        (direction === undefined || imputation.direction === direction) &&
        (section === undefined || imputation.section === section) &&
        (kind === undefined || imputation.kind === kind);
    }
    case 'nature': {
      const { code } = formula;
      return formula.exact ? ({ nature }) => nature === code : ({ nature }) => nature.startsWith(code);
    }
    case 'fonction': {
      const { code } = formula;
      return formula.exact
        ? ({ fonction }) => fonction === code
        : ({ fonction }) => fonction !== null && fonction.startsWith(code);
    }
    case 'no-fonction':
      return (imputation) => imputation.fonction === null;
    case 'code': {
      const field = CODE_FIELDS[formula.prefix];
      const { code } = formula;
      return (imputation) => imputation[field] === code;
    }
  }
  const left = matcher(formula.left);
  const right = matcher(formula.right);
  switch (formula.type) {
    case 'intersection':
      return (imputation) => left(imputation) && right(imputation);
    case 'union':
      return (imputation) => left(imputation) || right(imputation);
    case 'difference':
      return (imputation) => left(imputation) && !right(imputation);
  }
}
