import type { PrivacySettings } from '../../contract/privacy';
import type { Database } from '../host';
import { readSettings, writeSetting } from '../stored-settings';
import { logAccess } from './log';

const SETTING = 'privacy:settings';
const DEFAULTS: PrivacySettings = {
  authority: '',
  address: '',
  dpo: '',
  dpo_contact: '',
  threshold: 11,
  log_months: 12,
};

/** Who is responsible, and thresholds. */
export async function readPrivacySettings(database: Database): Promise<PrivacySettings> {
  const stored = await readSettings<Partial<PrivacySettings>>(database, SETTING);
  return { ...DEFAULTS, ...stored.get(SETTING) };
}

export async function storePrivacySettings(
  database: Database,
  settings: PrivacySettings,
  user: string | null,
): Promise<PrivacySettings> {
  await database.transaction(async (trx) => {
    await writeSetting(trx, SETTING, settings);
    await logAccess(trx, { user, action: 'settings', count: 0 });
  });
  return settings;
}
