import { readFileSync } from 'node:fs';
import path from 'node:path';
import Papa from 'papaparse';
import type { z } from 'zod';
import type { EngagementAnswer } from '../extensions/directus-extension-m57/src/contract/citizens';
import type { PersonImport, personMapping } from '../extensions/directus-extension-m57/src/contract/people';
import type { DemoFullCosts } from '../extensions/directus-extension-m57/src/domain/demo-town/full-costs';
import { demoResidents } from '../extensions/directus-extension-m57/src/domain/demo-town/residents';
import type {
  NameLists,
  ResidentsParameters,
} from '../extensions/directus-extension-m57/src/domain/demo-town/residents-parameters';
import {
  CHANNELS,
  HOUSEHOLD_TYPES,
  INTERACTION_KINDS,
  REQUEST_STATUSES,
} from '../extensions/directus-extension-m57/src/domain/relation/model';
import { formatCents } from '../extensions/directus-extension-m57/src/domain/money';
import { ask } from './http';
import { root } from './node22.mjs';

type Mapping = z.infer<typeof personMapping>;

const SOURCE = 'Portail famille';
/** Share of people who are there twice, for the review of duplicates. */
const TWICE = 0.005;

/**
 * Brings in the residents of the demo town as a town would: the impact assessment confirmed, the zones, then a file of
 * persons and a file of what they use, ask and answer.
 */
export async function loadResidents(url: string, token: string): Promise<void> {
  const send = (method: string, target: string, json: unknown) => ask(url, method, target, { token, json });
  const parameters = seed<ResidentsParameters>('residents/residents.json');
  const services = (await ask(url, 'GET', '/items/m57_services?limit=-1&fields=id,name', { token })) as {
    id: number;
    name: string;
  }[];
  const ids = new Map(services.map(({ id, name }) => [name, id]));
  const names = new Map(services.map(({ id, name }) => [id, name]));
  const town = demoResidents(
    parameters,
    seed<NameLists>('residents/names.json'),
    seed<DemoFullCosts>('full-costs/full-costs.json'),
    {
      citizens: parameters.basis,
      seed: parameters.seed,
      // So that what is still open is what a town has open today.
      today: new Date().toISOString().slice(0, 10),
      duplicates: TWICE,
      service: (name) => {
        const id = ids.get(name);
        if (id === undefined) throw new Error(`The demo town has no service "${name}".`);
        return id;
      },
    },
  );

  await send('POST', '/m57/privacy/confirm', { confirmed: true, note: 'Ville fictive de démonstration.' });
  console.log('Entering the zones of the town…');
  const zones = new Map<number, number>();
  const codes = new Map<number, string>();
  for (const { id, parent, ...zone } of town.zones()) {
    const item = { ...zone, parent: parent === null ? null : zones.get(parent) };
    const created = (await send('POST', '/items/m57_zones', item)) as { id: number };
    zones.set(id, created.id);
    codes.set(id, zone.code);
  }

  const consents = new Map<number, 'oui' | 'non'>();
  for (const block of town.evidence())
    for (const { citizen, kind } of block) consents.set(citizen, kind === 'consent' ? 'oui' : 'non');
  const persons = table([
    'person_key',
    'last_name',
    'first_name',
    'birth_date',
    'email',
    'phone',
    'address',
    'postcode',
    'city',
    'zone',
    'household',
    'household_size',
    'household_type',
    'quotient_band',
    'consent',
  ]);
  const citizens = [...town.citizens()].flat();
  let at = 0;
  for (const block of town.identities())
    for (const identity of block) {
      const citizen = citizens[at]!;
      at += 1;
      persons.add([
        citizen.id,
        identity.last_name,
        identity.first_name,
        identity.birth_date,
        identity.email,
        identity.phone,
        identity.address,
        identity.postcode,
        identity.city,
        citizen.zone === null ? null : codes.get(citizen.zone)!,
        citizen.household,
        citizen.household_size,
        citizen.household_type,
        citizen.quotient_band,
        consents.get(citizen.id) ?? null,
      ]);
    }
  console.log(`Importing ${citizens.length} residents…`);
  await importFile('residents.csv', persons.text(), {
    ...persons.mapping,
    whole: { consent_purpose: 'communication' },
    values: { household_type: same(HOUSEHOLD_TYPES) },
  });

  const interactions = table([
    'interaction_key',
    'person_key',
    'kind',
    'service',
    'date',
    'units',
    'amount',
    'channel',
    'status',
    'due_on',
    'closed_on',
    'score',
    'campaign',
    'subject',
  ]);
  let count = 0;
  for (const block of town.interactions())
    for (const row of block) {
      count += 1;
      interactions.add([
        row.source_key,
        row.citizen,
        row.kind,
        names.get(row.service)!,
        row.date,
        row.units === null ? null : formatCents(row.units),
        row.amount === null ? null : formatCents(row.amount),
        row.channel,
        row.status,
        row.due_on,
        row.closed_on,
        row.score,
        row.campaign,
        row.subject,
      ]);
    }
  console.log(`Importing ${count} interactions…`);
  await importFile('interactions.csv', interactions.text(), {
    ...interactions.mapping,
    values: {
      service: Object.fromEntries(ids),
      kind: same(INTERACTION_KINDS),
      channel: same(CHANNELS),
      status: same(REQUEST_STATUSES),
    },
  });

  console.log('Computing participation…');
  const { parameters: engagement } = (await ask(url, 'GET', '/m57/engagement', {
    token,
  })) as EngagementAnswer;
  await send('PUT', '/m57/engagement', engagement);

  async function importFile(name: string, text: string, mapping: Mapping): Promise<void> {
    const form = new FormData();
    form.append('mapping', JSON.stringify(mapping));
    form.append('file', new Blob([text], { type: 'text/csv' }), name);
    const { counts } = (await ask(url, 'POST', '/m57/people/imports', { token, form })) as PersonImport;
    if (counts.rows === 0) throw new Error(`${name} brought nothing.`);
  }
}

/** Our own words stand for themselves. */
const same = <T extends string>(words: readonly T[]) =>
  Object.fromEntries(words.map((word) => [word, word])) as Record<string, T>;

/** A CSV file whose columns bear our own names, and the mapping that says so. */
function table(columns: (keyof Mapping['columns'])[]) {
  const rows: unknown[][] = [];
  return {
    mapping: {
      columns: Object.fromEntries(columns.map((name, at) => [name, at])),
      header: 1,
      source: SOURCE,
      whole: {},
      values: {},
    } satisfies Mapping,
    add: (row: unknown[]) => rows.push(row),
    text: () => Papa.unparse([columns, ...rows], { delimiter: ';' }),
  };
}

const seed = <T>(file: string) =>
  JSON.parse(readFileSync(path.join(root, 'seeds/demo-town', file), 'utf8')) as T;
