import { InputError } from '../issue';
import { readPlanXml, type PlanCorrection } from '../nomenclature/plan-xml';
import { parseNomenclature } from '../nomenclature/plans';
import { decodeText } from './bytes';
import type { Reader } from './reader';
import { rootElement } from './xml';

/** Twenty times the largest official plan: it is held whole, since its accounts refer to one another. */
const LARGEST_MB = 16;

/** The official chart of accounts (XML), as the State publishes it every year. */
export const plan: Reader = {
  format: 'plan',
  recognises: (head) => rootElement(head) === 'Nomenclature',

  async *read(bytes, { nomenclature } = {}) {
    const correction = correctionOf(nomenclature);
    let text = '';
    for await (const piece of decodeText(bytes)) {
      text += piece;
      if (text.length > LARGEST_MB * 1_000_000) fail('PLAN_TOO_LARGE', { limit: LARGEST_MB });
    }
    const { warnings, ...read } = readPlanXml(text, correction);
    yield [{ type: 'plan', ...read }, ...warnings.map((issue) => ({ type: 'warning' as const, issue }))];
  },
};

/** The id of a plan that states one ("M57_D-2026"), corrected as `nomenclature` says. Throws PLAN_CORRECTION_INVALID. */
export function correctedId(stated: string, nomenclature: string): string {
  const { declension, year } = correctionOf(nomenclature);
  const [ownDeclension, ownYear] = stated.split('-');
  return `${declension ?? ownDeclension}-${year ?? ownYear}`;
}

/** "M57_D-2026", "M57_D" or "2026". */
function correctionOf(nomenclature: string | undefined): PlanCorrection {
  if (nomenclature === undefined) return {};
  const match = /^(.*?)(?:(?:^|-)((?:19|20)\d\d))?$/.exec(nomenclature.trim());
  const [, declared = '', year] = match ?? [];
  const found = declared === '' ? null : parseNomenclature(declared);
  if ((declared !== '' && found?.norm !== 'M57') || (declared === '' && year === undefined))
    fail('PLAN_CORRECTION_INVALID', { nomenclature });
  return {
    ...(found ? { declension: found.declension } : {}),
    ...(year !== undefined ? { year: Number(year) } : {}),
  };
}

function fail(code: string, params: Record<string, string | number>): never {
  throw new InputError({ code, line: null, column: null, params });
}
