import { allocationMessages } from './allocation/messages';
import { analysisMessages } from './analysis/messages';
import { formulaMessages } from './formula/messages';
import type { Issue, Locale, Messages } from './issue';
import { imputationMessages } from './imputation';
import { keyMessages } from './keys/messages';
import { planXmlMessages } from './nomenclature/plan-xml';
import { readerMessages } from './readers/messages';
import { engagementMessages } from './relation/engagement';
import { evidenceMessages } from './relation/evidence';
import { groupCostMessages } from './relation/group-costs';
import { personImportMessages } from './relation/import-messages';
import { retentionMessages } from './relation/retention';
import { relationMessages } from './relation/messages';
import { ruleMessages } from './rules/messages';
import { runMessages } from './run/messages';
import { messageMessages } from './segments/message';
import { segmentMessages } from './segments/messages';
import { suppressionMessages } from './suppression';
import { totalsMessages } from './totals';
import { scdlWriterMessages } from './writers/scdl';

const TABLES: Messages[] = [
  readerMessages,
  planXmlMessages,
  imputationMessages,
  totalsMessages,
  formulaMessages,
  ruleMessages,
  keyMessages,
  runMessages,
  scdlWriterMessages,
  analysisMessages,
  allocationMessages,
  suppressionMessages,
  evidenceMessages,
  engagementMessages,
  retentionMessages,
  groupCostMessages,
  personImportMessages,
  relationMessages,
  segmentMessages,
  messageMessages,
];

/** An issue as people read it. */
export interface DescribedIssue {
  line: number | null;
  column: number | null;
  code: string;
  message: string;
}

/** An issue in the caller's language. Codes are unique over the message tables. */
export function describe({ code, line, column, params }: Issue, locale: Locale): DescribedIssue {
  const message = TABLES.map((table) => table[code]).find(Boolean);
  return { line, column, code, message: message ? message[locale](params) : code };
}
