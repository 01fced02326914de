import { InputError, type Issue } from '../issue';
import { MAX_DEPTH, MAX_TERMS, type Formula } from './formula';
import { excerpt, tokens, type Token } from './tokens';

/**
 * Reads a formula: a set algebra over imputations. `*` or `∩` binds tighter; `+` or `∪` and `-` share one level
 * and go from left to right (`a - b + c` is `(a - b) + c`). Words and prefixes in any case, white space free
 * between terms. At most 200 terms, 100 nested parentheses.
 *
 * Throws InputError with one issue: line 1, the 1-based column where reading stopped (one past the last token
 * where something is missing at the end), and params that name what was found.
 */
export function parseFormula(text: string): Formula {
  const list = tokens(text);
  let next = 0;
  let terms = 0;
  let depth = 0;

  const formula = union();
  const left = list[next];
  if (left?.kind === 'close') throw fail('FORMULA_PARENTHESIS_UNOPENED', left.start);
  if (left) throw operatorExpected(left);
  return formula;

  function union(): Formula {
    let left = intersection();
    for (;;) {
      if (take('+')) left = { type: 'union', left, right: intersection() };
      else if (take('-')) left = { type: 'difference', left, right: intersection() };
      else return left;
    }
  }

  function intersection(): Formula {
    let left = operand();
    while (take('*')) left = { type: 'intersection', left, right: operand() };
    return left;
  }

  function operand(): Formula {
    const token = list[next];
    if (!token) {
      const last = list.at(-1);
      throw last ? fail('FORMULA_TERM_MISSING', last.end) : fail('FORMULA_EMPTY', 0);
    }
    if (token.kind === 'open') return parenthesis(token);
    if (token.kind === 'error') throw problem(token);
    if (token.kind === 'operator' || token.kind === 'close')
      throw fail('FORMULA_TERM_EXPECTED', token.start, found(token));
    if (++terms > MAX_TERMS) throw fail('FORMULA_TOO_MANY_TERMS', token.start, { max: MAX_TERMS });
    next++;
    return token.term;
  }

  function parenthesis(open: Token): Formula {
    if (++depth > MAX_DEPTH) throw fail('FORMULA_TOO_DEEP', open.start, { max: MAX_DEPTH });
    next++;
    const inner = union();
    const close = list[next];
    if (!close) throw fail('FORMULA_PARENTHESIS_UNCLOSED', list.at(-1)!.end, { opened: open.start + 1 });
    if (close.kind !== 'close') throw operatorExpected(close);
    next++;
    depth--;
    return inner;
  }

  function take(operator: string): boolean {
    const token = list[next];
    if (token?.kind !== 'operator' || token.operator !== operator) return false;
    next++;
    return true;
  }

  function operatorExpected(token: Token): InputError {
    return token.kind === 'error'
      ? problem(token)
      : fail('FORMULA_OPERATOR_EXPECTED', token.start, found(token));
  }

  function found(token: Token): Issue['params'] {
    return { found: excerpt(text.slice(token.start, token.end)) };
  }
}

function problem(token: Token & { kind: 'error' }): InputError {
  return fail(token.problem.code, token.problem.at, token.problem.params);
}

function fail(code: string, offset: number, params: Issue['params'] = {}): InputError {
  const column = offset + 1;
  return new InputError({ code, line: 1, column, params: { ...params, column } });
}
