import { DEFAULT_RULE, type SuppressionRule } from '../../domain/suppression';
import type { Database } from '../host';
import { readPrivacySettings } from './privacy-settings';

/** The threshold of small cells that the DPO chose, never below the default. */
export async function readSuppressionRule(database: Database): Promise<SuppressionRule> {
  const { threshold } = await readPrivacySettings(database);
  return { ...DEFAULT_RULE, threshold: Math.max(DEFAULT_RULE.threshold, threshold) };
}
