import { BARE_CODE, movementOf, type Formula } from './formula';

const SYMBOLS = { intersection: '*', union: '+', difference: '-' } as const;
const BARE = new RegExp(`^${BARE_CODE.source}$`, 'u');

/**
 * The canonical text of a formula: upper-case words, one space around operators, only the parentheses that
 * matter. Reading it again gives the same tree, so two formulas that differ only in writing have one text.
 */
export function formatFormula(formula: Formula): string {
  switch (formula.type) {
    case 'movement':
      return formula.word;
    case 'nature':
      return `N${formula.exact ? '=' : ''}${formula.code}`;
    case 'fonction':
      return `F${formula.exact ? '=' : ''}${formula.code}`;
    case 'no-fonction':
      return 'F-';
    case 'code':
      return formula.prefix + formatCode(formula.prefix, formula.code);
    default: {
      const tight = formula.type === 'intersection';
      const left = wrap(formula.left, tight && isLoose(formula.left));
      const right = wrap(
        formula.right,
        isLoose(formula.right) || (tight && formula.right.type === 'intersection'),
      );
      return `${left} ${SYMBOLS[formula.type]} ${right}`;
    }
  }
}

const isLoose = ({ type }: Formula) => type === 'union' || type === 'difference';

function wrap(formula: Formula, parentheses: boolean): string {
  const text = formatFormula(formula);
  return parentheses ? `(${text})` : text;
}

/** Quotes a code with other characters, and one that would read as a word of the language (operation RDRE). */
function formatCode(prefix: string, code: string): string {
  return BARE.test(code) && !movementOf(prefix + code) ? code : `"${code.replaceAll('"', '""')}"`;
}
