import type { DemoFullCosts } from './full-costs';
import type {
  CampaignTruth,
  CitizenRow,
  DuplicateRow,
  EvidenceRow,
  IdentityRow,
  InteractionRow,
  MemberRow,
  ZoneRow,
} from './residents-rows';

export interface TownOptions {
  /** Rows of m57_citizens, non-residents included, duplicates not. 20 000 is the demo town's own size. */
  citizens: number;
  seed: number;
  /** ISO date from 2025-12-31 on: what is not closed by then is open. */
  today: string;
  /** Id of m57_services by name. */
  service: (name: string) => number;
  /** Interactions for each citizen on average, anonymous entries included. Default 10. */
  perCitizen?: number;
  /** Share of citizens who are there twice. Default 0. */
  duplicates?: number;
  /** The first id of each table. Default 1. */
  first?: Partial<Record<'zones' | 'citizens' | 'households' | 'identities' | 'interactions', number>>;
  /** Rows handed over at a time. Default 5 000. */
  block?: number;
}

/**
 * Each table is a stream of its own that can be read alone, at any time and more than once: what it refers to has the
 * ids of `first`. Memory does not grow with the size.
 */
export interface TownResidents {
  zones(): ZoneRow[];
  citizens(): Generator<CitizenRow[]>;
  identities(): Generator<IdentityRow[]>;
  interactions(): Generator<InteractionRow[]>;
  evidence(): Generator<EvidenceRow[]>;
  members(): Generator<MemberRow[]>;
  duplicates(): Generator<DuplicateRow[]>;
  truth: { campaigns: CampaignTruth[] };
}

export type { DemoFullCosts };
