import { Refusal } from '../errors';
import type { Database } from '../host';

/** The row of m57_settings by which the DPO opens the way in of persons. */
export const AIPD_SETTING = 'privacy:aipd';

/** As the setting holds it, in JSON. */
export interface AipdConfirmation {
  confirmed: boolean;
  /** ISO date. */
  confirmed_on: string | null;
  /** User id. */
  confirmed_by: string | null;
}

/** Null: nobody has confirmed yet. */
export async function readAipd(database: Database): Promise<AipdConfirmation | null> {
  const row = await database('m57_settings').where({ name: AIPD_SETTING }).first('value');
  return row ? (JSON.parse(row.value) as AipdConfirmation) : null;
}

/** Closes every way in of persons until the DPO has confirmed the impact assessment. */
export async function assertAipdConfirmed(database: Database): Promise<void> {
  if (!(await readAipd(database))?.confirmed) throw new Refusal('AIPD_NOT_CONFIRMED');
}
