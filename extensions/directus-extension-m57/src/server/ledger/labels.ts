import type { Database } from '../host';

/** Labels of codes of one kind in the given plans; the first plan that knows a code gives its label. */
export async function accountLabels(
  database: Database,
  plans: readonly string[],
  kind: 'nature' | 'fonction' | 'chapter',
  codes: readonly string[],
): Promise<Map<string, string>> {
  const labels = new Map<string, string>();
  if (codes.length === 0 || plans.length === 0) return labels;
  const rows = await database('m57_accounts')
    .whereIn('plan', [...new Set(plans)])
    .where({ kind })
    .whereIn('code', [...new Set(codes)])
    .whereNot('axis', 'voted')
    .select('code', 'label');
  for (const { code, label } of rows) if (!labels.has(code)) labels.set(code, label);
  return labels;
}
