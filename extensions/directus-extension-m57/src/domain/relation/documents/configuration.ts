import { DEFAULT_RULE, type SuppressionRule } from '../../suppression';
import { DEFAULT_ENGAGEMENT, type EngagementParameters } from '../engagement';
import type { Purpose } from '../model';

/** What the documents are made from. An empty text, or an empty list, is marked as to be completed. */
export interface PrivacyConfiguration {
  authority: string;
  siret: string;
  address: string;
  /** Name of the data protection officer. */
  dpo: string;
  dpo_contact: string;
  purposes: readonly Purpose[];
  /** Who reads what: policies and what they open, in the language of the document. */
  recipients: readonly { name: string; access: string }[];
  /** Software and forms that persons come from. */
  sources: readonly string[];
  /** Of the log of who read what. */
  log_months: number;
  suppression: SuppressionRule;
  engagement: EngagementParameters;
  /** Profiles held; null before the first import. */
  citizens: number | null;
  /** ISO date of the document. */
  made_on: string;
}

/** What holds before anybody has filled in anything. */
export const EMPTY_CONFIGURATION: Omit<PrivacyConfiguration, 'made_on'> = {
  authority: '',
  siret: '',
  address: '',
  dpo: '',
  dpo_contact: '',
  purposes: [],
  recipients: [],
  sources: [],
  log_months: 12,
  suppression: DEFAULT_RULE,
  engagement: DEFAULT_ENGAGEMENT,
  citizens: null,
};
