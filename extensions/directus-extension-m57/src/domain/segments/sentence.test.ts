import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition, Definition } from './definition';
import { anyDefinition } from './definition-testing';
import { sentence } from './sentence';

const names = {
  services: new Map([
    [1, 'Piscine'],
    [2, 'École de musique'],
    [3, 'Zumba'],
    [4, 'Crèches'],
    [5, 'Conservatoire'],
  ]),
  zones: new Map([
    [1, 'Centre'],
    [2, 'Les Pins'],
  ]),
  segments: new Map([[1, 'Familles']]),
};
/** Spaces that do not break are written as others here. */
const said = (where: Condition, locale: 'fr' | 'en' = 'fr') =>
  sentence({ version: 1, where }, names, locale).replace(/[\u00a0\u202f]/g, ' ');
const fr = (where: Condition) =>
  said(where)
    .replace(/^Administrés /, '')
    .replace(/\.$/, '');
const en = (where: Condition) =>
  said(where, 'en')
    .replace(/^Citizens /, '')
    .replace(/\.$/, '');

type Field = Extract<Condition, { type: 'field' }>;
type Related = Extract<Condition, { type: 'related' }>;
const field = (name: Field['field'], test: object) => ({ type: 'field', field: name, test }) as Field;
const related = (rest: object) =>
  ({
    type: 'related',
    filter: {},
    window: null,
    measure: 'count',
    test: { op: 'gte', value: 1 },
    ...rest,
  }) as Related;
const segment = { type: 'segment', segment: 1 } as const;
const adult = field('age', { op: 'gte', value: 18 });
const complaint = related({ filter: { kinds: ['complaint'] } });

describe('sentence', () => {
  it('says a whole segment', () => {
    const definition: Definition = {
      version: 1,
      where: {
        type: 'and',
        items: [
          related({
            filter: { kinds: ['registration'], services: [1] },
            window: { last: 12, unit: 'month' },
            test: { op: 'gte', value: 2 },
          }),
          related({
            filter: { kinds: ['complaint'] },
            window: { from: { on: '2026-01-01' }, to: null },
            test: { op: 'eq', value: 0 },
          }),
          segment,
        ],
      },
    };
    expect(said(definition.where)).toBe(
      'Administrés inscrits à la Piscine au moins 2 fois au cours des 12 derniers mois, sans réclamation depuis le ' +
        '1er janvier 2026, et membres du segment « Familles ».',
    );
    expect(said(definition.where, 'en')).toBe(
      'Citizens registered at "Piscine" at least 2 times in the last 12 months, without complaint since ' +
        '1 January 2026, and who are members of segment "Familles".',
    );
    expect(sentence(definition, names, 'fr')).toContain('«\u00a0Familles\u00a0»');
  });

  it.each<[Condition, string, string]>([
    [{ type: 'and', items: [] }, 'Tous les administrés.', 'All citizens.'],
    [{ type: 'or', items: [] }, 'Aucun administré.', 'No citizen.'],
    [{ type: 'not', item: { type: 'and', items: [] } }, 'Aucun administré.', 'No citizen.'],
    [
      { type: 'not', item: { type: 'not', item: adult } },
      'Administrés âgés de 18 ans ou plus.',
      'Citizens aged 18 or over.',
    ],
    [
      { type: 'not', item: segment },
      'Administrés, sauf ceux membres du segment « Familles ».',
      'Citizens, except those who are members of segment "Familles".',
    ],
    [
      { type: 'and', items: [{ type: 'not', item: segment }, adult] },
      'Administrés âgés de 18 ans ou plus, mais pas membres du segment « Familles ».',
      'Citizens aged 18 or over, but not those who are members of segment "Familles".',
    ],
    [
      { type: 'and', items: [adult, { type: 'not', item: field('engagement', { op: 'lt', value: 20 }) }] },
      'Administrés âgés de 18 ans ou plus, mais pas ceux dont le score d’engagement est de moins de 20.',
      'Citizens aged 18 or over, but not those whose engagement score is under 20.',
    ],
    [{ type: 'not', item: complaint }, 'Administrés sans réclamation.', 'Citizens without complaint.'],
    [
      { type: 'not', item: related({ filter: { kinds: ['complaint'] }, test: { op: 'lte', value: 0 } }) },
      'Administrés avec une réclamation.',
      'Citizens with a complaint.',
    ],
    [
      { type: 'not', item: field('zone', { op: 'known' }) },
      'Administrés dont la zone est inconnue.',
      'Citizens whose zone is not known.',
    ],
    [
      { type: 'and', items: [adult, { type: 'or', items: [complaint, { type: 'and', items: [segment] }] }] },
      'Administrés âgés de 18 ans ou plus, et (avec une réclamation ou membres du segment « Familles »).',
      'Citizens aged 18 or over, and (with a complaint or who are members of segment "Familles").',
    ],
    [
      { type: 'or', items: [adult, { type: 'and', items: [complaint, { type: 'not', item: segment }] }] },
      'Administrés âgés de 18 ans ou plus, ou (avec une réclamation, mais pas membres du segment « Familles »).',
      'Citizens aged 18 or over, or (with a complaint, but not those who are members of segment "Familles").',
    ],
    [
      { type: 'and', items: [adult, { type: 'and', items: [complaint, segment] }] },
      'Administrés âgés de 18 ans ou plus, avec une réclamation, et membres du segment « Familles ».',
      'Citizens aged 18 or over, with a complaint, and who are members of segment "Familles".',
    ],
  ])('puts conditions together %#', (where, french, english) => {
    expect(said(where)).toBe(french);
    expect(said(where, 'en')).toBe(english);
  });

  it.each([
    ['age', { op: 'eq', value: 1 }, 'âgés de 1 an', 'aged 1'],
    ['age', { op: 'lt', value: 18 }, 'âgés de moins de 18 ans', 'aged under 18'],
    ['age', { op: 'lte', value: 17 }, 'âgés de 17 ans ou moins', 'aged 17 or under'],
    ['age', { op: 'gt', value: 64 }, 'âgés de plus de 64 ans', 'aged over 64'],
    ['age', { op: 'gte', value: 65 }, 'âgés de 65 ans ou plus', 'aged 65 or over'],
    ['age', { op: 'between', from: 3, to: 10 }, 'âgés de 3 à 10 ans', 'aged 3 to 10'],
    ['age', { op: 'between', from: 6, to: 6 }, 'âgés de 6 ans', 'aged 6'],
    ['age', { op: 'unknown' }, 'dont l’âge est inconnu', 'whose age is not known'],
    ['birth_year', { op: 'eq', value: 1990 }, 'nés en 1990', 'born in 1990'],
    ['birth_year', { op: 'lt', value: 1990 }, 'nés avant 1990', 'born before 1990'],
    ['birth_year', { op: 'lte', value: 1990 }, 'nés en 1990 ou avant', 'born in 1990 or before'],
    ['birth_year', { op: 'gt', value: 1990 }, 'nés après 1990', 'born after 1990'],
    ['birth_year', { op: 'gte', value: 1990 }, 'nés en 1990 ou après', 'born in 1990 or after'],
    ['birth_year', { op: 'between', from: 1990, to: 1995 }, 'nés de 1990 à 1995', 'born from 1990 to 1995'],
    ['birth_year', { op: 'known' }, 'dont l’année de naissance est connue', 'whose year of birth is known'],
    ['household_size', { op: 'eq', value: 1 }, 'd’un foyer de 1 personne', 'in a household of 1 person'],
    [
      'household_size',
      { op: 'gte', value: 5 },
      'd’un foyer de 5 personnes ou plus',
      'in a household of at least 5 people',
    ],
    [
      'quotient_band',
      { op: 'eq', value: 2 },
      'dont la tranche de quotient familial est la 2',
      'whose quotient familial band is 2',
    ],
    [
      'quotient_band',
      { op: 'lt', value: 3 },
      'dont la tranche de quotient familial est inférieure à la 3',
      'whose quotient familial band is under 3',
    ],
    [
      'quotient_band',
      { op: 'lte', value: 2 },
      'dont la tranche de quotient familial est la 2 ou une inférieure',
      'whose quotient familial band is 2 or under',
    ],
    [
      'quotient_band',
      { op: 'gt', value: 2 },
      'dont la tranche de quotient familial est supérieure à la 2',
      'whose quotient familial band is over 2',
    ],
    [
      'quotient_band',
      { op: 'gte', value: 5 },
      'dont la tranche de quotient familial est la 5 ou une supérieure',
      'whose quotient familial band is 5 or over',
    ],
    [
      'quotient_band',
      { op: 'between', from: 1, to: 3 },
      'dont la tranche de quotient familial est comprise entre la 1 et la 3',
      'whose quotient familial band is 1 to 3',
    ],
    [
      'engagement',
      { op: 'gte', value: 60 },
      'dont le score d’engagement est de 60 ou plus',
      'whose engagement score is 60 or over',
    ],
    [
      'engagement',
      { op: 'between', from: 20, to: 39 },
      'dont le score d’engagement est de 20 à 39',
      'whose engagement score is 20 to 39',
    ],
    [
      'household_type',
      { op: 'in', values: ['family', 'single_parent'] },
      'dont le foyer est un couple avec enfants ou un parent seul avec enfants',
      'whose household is a couple with children or a single parent with children',
    ],
    [
      'household_type',
      { op: 'not_in', values: ['single'] },
      'dont le foyer n’est pas une personne seule',
      'whose household is not a single person',
    ],
    [
      'household_type',
      { op: 'not_in', values: ['single', 'couple', 'other'] },
      'dont le foyer n’est ni une personne seule ni un couple sans enfant ni d’un autre type',
      'whose household is neither a single person, a couple without children nor of another type',
    ],
    ['zone', { op: 'in', values: [1] }, 'habitant la zone « Centre »', 'living in zone "Centre"'],
    [
      'zone',
      { op: 'in', values: [1, 9] },
      'habitant les zones « Centre » ou n° 9',
      'living in zones "Centre" or no. 9',
    ],
    [
      'zone',
      { op: 'not_in', values: [1, 2] },
      'habitant hors des zones « Centre » et « Les Pins »',
      'living outside zones "Centre" and "Les Pins"',
    ],
    [
      'zone',
      { op: 'in', values: [11, 12, 13, 14, 15, 16, 17, 18] },
      'habitant les zones n° 11, n° 12, n° 13, n° 14, n° 15 ou 3 autres',
      'living in zones no. 11, no. 12, no. 13, no. 14, no. 15 or 3 others',
    ],
    ['source', { op: 'in', values: ['Portail'] }, 'entrés par « Portail »', 'entered by "Portail"'],
    [
      'source',
      { op: 'not_in', values: ['a', 'b'] },
      'entrés autrement que par « a » ou « b »',
      'entered otherwise than by "a" or "b"',
    ],
    [
      'registered_on',
      { op: 'eq', value: { on: '2026-05-20' } },
      'enregistrés le 20 mai 2026',
      'recorded on 20 May 2026',
    ],
    [
      'registered_on',
      { op: 'lt', value: { start: 'year', ago: 0 } },
      'enregistrés avant le 1er janvier de cette année',
      'recorded before 1 January of this year',
    ],
    [
      'registered_on',
      { op: 'lte', value: { on: '2026-08-01' } },
      'enregistrés le 1er août 2026 ou avant',
      'recorded on 1 August 2026 or before',
    ],
    [
      'registered_on',
      { op: 'gt', value: { ago: 1, unit: 'year' } },
      'enregistrés il y a moins de 1 an',
      'recorded less than 1 year ago',
    ],
    [
      'registered_on',
      { op: 'gte', value: { start: 'month', ago: 1 } },
      'enregistrés le 1er du mois dernier ou après',
      'recorded on the first of last month or after',
    ],
    [
      'registered_on',
      { op: 'between', from: { start: 'year', ago: 1 }, to: { ago: 1, unit: 'day' } },
      'enregistrés du 1er janvier de l’an dernier à hier',
      'recorded from 1 January of last year to yesterday',
    ],
    [
      'registered_on',
      { op: 'known' },
      'dont la date d’enregistrement est connue',
      'whose day of recording is known',
    ],
  ] as const)('says the field %s %o', (name, test, french, english) => {
    expect(fr(field(name, test))).toBe(french);
    expect(en(field(name, test))).toBe(english);
  });

  const music = { kinds: ['registration'], services: [2] };
  const requests = { kinds: ['request'] };
  it.each<[object, string, string]>([
    [{}, 'avec une interaction', 'with an interaction'],
    [{ test: { op: 'gt', value: 0 } }, 'avec une interaction', 'with an interaction'],
    [{ filter: music }, 'inscrits à l’École de musique', 'registered at "École de musique"'],
    [{ filter: { kinds: ['registration'] } }, 'inscrits à un service', 'registered at a service'],
    [
      { filter: music, test: { op: 'gt', value: 2 } },
      'inscrits à l’École de musique au moins 3 fois',
      'registered at "École de musique" at least 3 times',
    ],
    [
      { filter: music, test: { op: 'lt', value: 3 } },
      'inscrits à l’École de musique de 0 à 2 fois',
      'registered at "École de musique" 0 to 2 times',
    ],
    [
      { filter: { kinds: ['registration'], services: [5, 4, 3] } },
      'inscrits au Conservatoire, aux Crèches ou au service « Zumba »',
      'registered at "Conservatoire", "Crèches" or "Zumba"',
    ],
    [
      { filter: { ...requests, services: [77] } },
      'avec une demande au service n° 77',
      'with a request at no. 77',
    ],
    [
      { filter: requests, test: { op: 'eq', value: 1 } },
      'avec exactement 1 demande',
      'with exactly 1 request',
    ],
    [
      { filter: requests, test: { op: 'eq', value: 1200 } },
      'avec exactement 1 200 demandes',
      'with exactly 1,200 requests',
    ],
    [{ filter: requests, test: { op: 'lte', value: 1 } }, 'avec de 0 à 1 demande', 'with 0 to 1 request'],
    [
      { filter: requests, test: { op: 'gte', value: 2 } },
      'avec au moins 2 demandes',
      'with at least 2 requests',
    ],
    [
      { filter: requests, test: { op: 'between', from: 2, to: 4 } },
      'avec de 2 à 4 demandes',
      'with 2 to 4 requests',
    ],
    [
      { filter: { kinds: ['payment', 'complaint'] }, test: { op: 'lt', value: 1 } },
      'sans paiement ni réclamation',
      'without payment or complaint',
    ],
    [
      { filter: { kinds: ['payment', 'complaint'] } },
      'avec un paiement ou une réclamation',
      'with a payment or a complaint',
    ],
    [
      { filter: { kinds: ['consultation'] } },
      'avec une participation à une consultation',
      'with a part in a consultation',
    ],
    [
      { filter: { kinds: ['satisfaction'], score: { op: 'lte', value: 2 } } },
      'avec une réponse de satisfaction avec une note de 2 ou moins',
      'with a satisfaction answer with a score of 2 or under',
    ],
    [
      { filter: { ...requests, channels: ['phone', 'on_site'], statuses: ['waiting'], campaigns: ['Été'] } },
      'avec une demande par téléphone ou sur place, à l’état « En attente », de la campagne « Été »',
      'with a request by phone or on site, of status "Waiting", of campaign "Été"',
    ],
    [
      { filter: { kinds: ['payment'], amount: { op: 'gte', value: '50' } } },
      'avec un paiement d’un montant d’au moins 50 €',
      'with a payment of an amount of at least €50',
    ],
    [
      { measure: 'services', test: { op: 'gte', value: 3 } },
      'usagers d’au moins 3 services',
      'who are users of at least 3 services',
    ],
    [
      { measure: 'services', test: { op: 'eq', value: 0 } },
      'usagers d’aucun service',
      'who are users of no service',
    ],
    [
      {
        measure: 'services',
        filter: { kinds: ['event', 'renewal'], services: [1, 2] },
        test: { op: 'eq', value: 2 },
      },
      'usagers d’exactement 2 services (participations à un événement ou renouvellements) parmi « Piscine » et « École de musique »',
      'who are users of exactly 2 services (parts in events or renewals) among "Piscine" and "École de musique"',
    ],
    [
      { measure: 'amount', test: { op: 'gt', value: '100' } },
      'ayant payé plus de 100 €',
      'who paid more than €100',
    ],
    [
      {
        measure: 'amount',
        filter: { kinds: ['payment'], services: [1] },
        test: { op: 'between', from: '-1.5', to: '1234.00' },
      },
      'ayant payé de −1,50 € à 1 234 € à la Piscine',
      'who paid -€1.50 to €1,234 at "Piscine"',
    ],
    [
      {
        measure: 'amount',
        filter: { kinds: ['registration', 'renewal'] },
        test: { op: 'lte', value: '0.05' },
      },
      'ayant payé au plus 0,05 € pour des inscriptions ou des renouvellements',
      'who paid at most €0.05 for registrations or renewals',
    ],
    [
      { measure: 'units', test: { op: 'lt', value: '1.5' } },
      'totalisant moins de 1,50 unité',
      'with less than 1.50 units',
    ],
    [
      { measure: 'units', filter: requests, test: { op: 'eq', value: '12' } },
      'totalisant exactement 12 unités pour des demandes',
      'with exactly 12 units for requests',
    ],
    [
      { measure: 'first', filter: { kinds: ['payment'] }, test: { op: 'lt', value: { on: '2025-12-31' } } },
      'dont le premier paiement a eu lieu avant le 31 décembre 2025',
      'whose first payment was before 31 December 2025',
    ],
    [
      {
        measure: 'last',
        filter: { kinds: ['request', 'complaint'] },
        test: { op: 'lte', value: { ago: 6, unit: 'month' } },
      },
      'dont la dernière interaction (demande ou réclamation) a eu lieu il y a 6 mois ou plus',
      'whose last interaction (request or complaint) was 6 months ago or more',
    ],
    [
      { measure: 'last', test: { op: 'eq', value: { ago: 2, unit: 'week' } } },
      'dont la dernière interaction a eu lieu il y a 2 semaines exactement',
      'whose last interaction was exactly 2 weeks ago',
    ],
    [
      { measure: 'last', test: { op: 'gte', value: { ago: 0, unit: 'day' } } },
      'dont la dernière interaction a eu lieu aujourd’hui ou après',
      'whose last interaction was today or after',
    ],
  ])('says interactions %o', (rest, french, english) => {
    expect(fr(related(rest))).toBe(french);
    expect(en(related(rest))).toBe(english);
  });

  it.each([
    [{ last: 12, unit: 'month' }, 'au cours des 12 derniers mois', 'in the last 12 months'],
    [{ last: 1, unit: 'month' }, 'au cours du dernier mois', 'in the last month'],
    [{ last: 1, unit: 'week' }, 'au cours de la dernière semaine', 'in the last week'],
    [{ last: 2, unit: 'year' }, 'au cours des 2 dernières années', 'in the last 2 years'],
    [{ last: 30, unit: 'day' }, 'au cours des 30 derniers jours', 'in the last 30 days'],
    [{ last: 1, unit: 'day' }, 'aujourd’hui', 'today'],
    [{ from: { ago: 3, unit: 'month' }, to: null }, 'depuis 3 mois', 'since the day 3 months ago'],
    [
      { from: { start: 'year', ago: 2 }, to: null },
      'depuis le 1er janvier d’il y a 2 ans',
      'since 1 January of the year 2 years ago',
    ],
    [{ from: null, to: { on: '2026-03-31' } }, 'jusqu’au 31 mars 2026', 'up to 31 March 2026'],
    [{ from: null, to: { ago: 0, unit: 'day' } }, 'jusqu’à aujourd’hui', 'up to today'],
    [
      { from: { on: '2026-01-01' }, to: { start: 'month', ago: 0 } },
      'du 1er janvier 2026 au 1er de ce mois',
      'from 1 January 2026 to the first of this month',
    ],
    [{ from: { on: '2026-07-14' }, to: { on: '2026-07-14' } }, 'le 14 juillet 2026', 'on 14 July 2026'],
  ] as const)('says the window %o', (window, french, english) => {
    expect(fr(related({ window }))).toBe(`avec une interaction ${french}`);
    expect(en(related({ window }))).toBe(`with an interaction ${english}`);
  });

  it('has words for everything, without double spaces, gaps or vowels that meet', () => {
    fc.assert(
      fc.property(anyDefinition, (definition) => {
        for (const locale of ['fr', 'en'] as const) {
          const text = sentence(definition, names, locale);
          expect(text).toMatch(/^(?:Administrés|Tous|Aucun|Citizens|All|No) ?.*\.$/u);
          expect(text).not.toMatch(/undefined|null|NaN|\[object| {2}| ,|\( | \)/);
          if (locale === 'fr') expect(text).not.toMatch(/ (?:de|le|la|que|jusque) [aeiouéè]/);
        }
      }),
      { numRuns: 500 },
    );
  });
});
