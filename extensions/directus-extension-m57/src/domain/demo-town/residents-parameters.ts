import type { Channel, InteractionKind, ZoneKind } from '../relation/model';

/** Names in order of frequency, each with its weight. */
export type WeightedNames = [name: string, weight: number][];

/** The shape of `seeds/demo-town/residents/names.json`. First names go by generation. */
export interface NameLists {
  last: WeightedNames;
  first: Record<'female' | 'male', WeightedNames[]>;
  /** Years of birth at which a generation of first names ends. */
  generations: number[];
  streets: string[];
  domains: string[];
}

/** By year, tariffs in euros of the five bands of quotient familial, then that of non-residents. */
export type BandTariffs = Record<string, string[]>;

/** Entries of which nobody is known. */
export interface AnonymousUse {
  source: string;
  /** How many rows its units are told in, beside those of other services. */
  rows: number;
  /** By year: tariff of a unit in euros, weight. */
  tickets: Record<string, [tariff: string, weight: number][]>;
}

/** A service used month by month: its units come from the catalogue of units of work. */
export interface MonthlyUse {
  service: string;
  source: string;
  label: string;
  /** Share of the units whose user is known. */
  identified: number;
  /** By band of quotient: who takes part, as a probability, or as a factor on that of the age. */
  rates: number[];
  /** The same for non-residents. */
  outside: number;
  /** Probability by age: up to which age (not included), how likely. */
  byAge?: [below: number, rate: number][];
  /** How much they use it, with weights; without it use is uneven as visits are. */
  weights?: [use: number, weight: number][];
  tariffs?: BandTariffs;
  /** Of those under 16. */
  child?: BandTariffs;
  /** What registration costs, from the age of `feesFrom`. */
  fees?: BandTariffs;
  feesFrom?: number;
  /** Share of users who came during the two years. */
  newcomers?: number;
  anonymous: AnonymousUse;
}

export interface CampaignParameters {
  code: string;
  label: string;
  sent_on: string;
  until: string;
  channel: Channel;
  /** Probabilities of the outcome in either group. */
  control: number;
  treated: number;
  /** Share of responses of the treated that name the campaign. */
  named: number;
}

/**
 * The shape of `seeds/demo-town/residents/residents.json`: how the people of the town live and use its services. The
 * quantities of units are not here: they are those of `full-costs.json`, for `basis` citizens. Months are weights.
 */
export interface ResidentsParameters {
  basis: number;
  seed: number;
  /** ISO. Of the demo. */
  today: string;
  years: number[];
  city: { name: string; postcode: string };
  neighbours: [city: string, postcode: string][];
  /** Parents before children. Only an IRIS has people: its share, then weights by type of household, band and age. */
  zones: {
    code: string;
    name: string;
    kind: ZoneKind;
    parent?: string;
    share?: number;
    /** single, couple, single_parent, family, other */
    types?: number[];
    bands?: number[];
    /** Of those who live alone: under 31, under 65, older. */
    ages?: number[];
    /** The same of couples. */
    elders?: number[];
  }[];
  households: {
    /** Share of citizens. */
    nonResidents: number;
    /** Share of households that came during the two years. */
    newcomers: number;
    /** Weights of 1, 2, 3… children. */
    children: Record<'single_parent' | 'family', number[]>;
    /** Children live at home until this age, not included. */
    childhood: number;
  };
  /** Codes of m57_purposes. */
  purposes: Record<InteractionKind | 'communication', string>;
  schools: Record<'nursery_school' | 'primary_school', string>;
  uses: Record<MonthlyUseName, MonthlyUse>;
  music: {
    service: string;
    source: string;
    rates: number[];
    outside: number;
    byAge: [below: number, rate: number][];
    /** Share of the first year's students who were there before. */
    former: number;
    tariffs: BandTariffs;
  };
  counters: {
    civil: {
      service: string;
      source: string;
      identified: number;
      subjects: string[];
      days: number;
      anonymous: AnonymousUse;
    };
    planning: {
      service: string;
      source: string;
      identified: number;
      files: [label: string, units: number, weight: number, days: number][];
      anonymous: AnonymousUse;
    };
    halls: { service: string; anonymous: AnonymousUse };
  };
  requests: {
    source: string;
    /** In the two years. */
    perAdult: number;
    /** Share that is never closed. */
    forgotten: number;
    /** Share of closed ones with a satisfaction answer. */
    answers: number;
    services: { service: string; weight: number; days: number; subjects: string[]; months: number[] }[];
  };
  complaints: {
    source: string;
    perAdult: number;
    days: number;
    services: [service: string, weight: number][];
    subject: string;
  };
  events: {
    source: string;
    perAdult: number;
    services: [service: string, weight: number][];
    months: number[];
  };
  consultations: {
    source: string;
    perAdult: number;
    list: { service: string; from: string; to: string; weight: number }[];
  };
  /** Months are numbered from 0 here. */
  surveys: { source: string; rate: number; months: number[]; mean: number };
  /** Shares of adults asked and of their answers for the purpose of communication. */
  consents: { asked: number; consent: number; objection: number; withdrawal: number; sources: string[] };
  campaigns: Record<'library' | 'music', CampaignParameters>;
  days: {
    holidays: string[];
    /** Weights from Monday to Sunday. */
    patterns: Record<DayPattern, number[]>;
  };
}

export const MONTHLY_USES = ['canteen', 'after_school', 'leisure', 'nursery', 'pool', 'library'] as const;
export type MonthlyUseName = (typeof MONTHLY_USES)[number];
export const DAY_PATTERNS = ['office', 'pool', 'library', 'leisure', 'any', 'outing'] as const;
export type DayPattern = (typeof DAY_PATTERNS)[number];
