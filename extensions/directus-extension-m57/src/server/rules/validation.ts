import type { RegisterFunctions } from '@directus/types';
import { createError } from '@directus/errors';
import { InputError } from '../../domain/issue';
import { parseFormula } from '../../domain/formula/parse';
import { describe } from '../../domain/messages';

/** A rule with a formula that cannot be read is refused wherever it comes from, with the place of the error. */
export function registerRuleValidation({ filter }: RegisterFunctions): void {
  const check = (payload: unknown) => {
    const { formula } = payload as { formula?: unknown };
    if (typeof formula !== 'string') return payload;
    try {
      parseFormula(formula);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const [fr, en] = (['fr', 'en'] as const).map((locale) => describe(error.issues[0]!, locale));
      const FormulaInvalid = createError('FORMULA_INVALID', `${fr!.message} / ${en!.message}`, 400);
      throw new FormulaInvalid();
    }
    return payload;
  };
  filter('m57_rules.items.create', check);
  filter('m57_rules.items.update', check);
}
