import { DEFAULT_RULE, type SuppressionRule } from '../../domain/suppression';
import type { Database } from '../host';
import { readSettings } from '../stored-settings';

const SETTING = 'privacy:settings';

/** The threshold of small cells that the DPO chose, never below the default. */
export async function readSuppressionRule(database: Database): Promise<SuppressionRule> {
  const settings = (await readSettings<{ threshold?: number }>(database, SETTING)).get(SETTING);
  return { ...DEFAULT_RULE, threshold: Math.max(DEFAULT_RULE.threshold, settings?.threshold ?? 0) };
}
