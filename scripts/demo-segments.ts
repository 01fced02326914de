import type { SegmentRow } from '../extensions/directus-extension-m57/src/contract/segments';
import type {
  Condition,
  RelatedFilter,
} from '../extensions/directus-extension-m57/src/domain/segments/definition';
import { ask } from './http';

/** The demo's residents have used services for two years; this is the last whole one. */
const YEAR = { from: { on: '2025-01-01' }, to: { on: '2025-12-31' } };

/** What counts as using a service; asking for any kind would ask for consultations too, which may tell opinions. */
const KINDS = ['registration', 'payment', 'event', 'renewal'] satisfies RelatedFilter['kinds'];

const used = (filter: RelatedFilter, least: number): Condition => ({
  type: 'related',
  filter: { kinds: KINDS, ...filter },
  window: YEAR,
  measure: 'count',
  test: { op: 'gte', value: least },
});
const never = (filter: RelatedFilter): Condition => ({
  type: 'related',
  filter: { kinds: KINDS, ...filter },
  window: YEAR,
  measure: 'count',
  test: { op: 'eq', value: 0 },
});

interface DemoSegment {
  name: string;
  description: string;
  purpose: string;
  where: Condition;
  /** Name of the service that is offered. */
  offer?: { service: string; reason: 'entitled' | 'interested' };
}

/** Segments as a town would make them, of the three families, one made of another; each with its members. */
export async function loadSegments(url: string, token: string): Promise<void> {
  const rows = (await ask(url, 'GET', '/items/m57_services?limit=-1&fields=id,name', { token })) as {
    id: number;
    name: string;
  }[];
  const service = (name: string) => {
    const found = rows.find((row) => row.name === name);
    if (!found) throw new Error(`The demo town has no service "${name}".`);
    return found.id;
  };
  const create = async ({ where, offer, ...segment }: DemoSegment): Promise<number> => {
    const json = {
      ...segment,
      definition: { version: 1, where },
      ...(offer && { service: service(offer.service), offer: offer.reason }),
    };
    const { id } = (await ask(url, 'POST', '/items/m57_segments', { token, json })) as Pick<SegmentRow, 'id'>;
    await ask(url, 'POST', `/m57/segments/${id}/refresh`, { token, json: {} });
    return id;
  };

  console.log('Making segments…');
  const families = await create({
    name: 'Familles, tranches 1 et 2',
    description: 'Familles aux revenus modestes : droits aux tarifs et aides',
    purpose: 'service',
    where: {
      type: 'and',
      items: [
        { type: 'field', field: 'household_type', test: { op: 'in', values: ['family', 'single_parent'] } },
        { type: 'field', field: 'quotient_band', test: { op: 'lte', value: 2 } },
      ],
    },
  });
  await create({
    name: 'Familles modestes qui ne vont pas à la médiathèque',
    description: 'L’inscription leur est gratuite',
    purpose: 'service',
    offer: { service: 'Médiathèque', reason: 'entitled' },
    where: {
      type: 'and',
      items: [{ type: 'segment', segment: families }, never({ services: [service('Médiathèque')] })],
    },
  });
  await create({
    name: 'À la cantine, jamais au centre de loisirs',
    description: 'Pour leur présenter les centres de loisirs',
    purpose: 'service',
    offer: { service: 'Centres de loisirs et jeunesse', reason: 'interested' },
    where: {
      type: 'and',
      items: [
        used({ services: [service('Restauration scolaire')] }, 1),
        never({ services: [service('Centres de loisirs et jeunesse')] }),
      ],
    },
  });
  await create({
    name: 'Habitués de la piscine',
    description: 'Dix venues au moins en 2025',
    purpose: 'statistics',
    where: used({ services: [service('Piscine')] }, 10),
  });
  await create({
    name: 'Abonnés aux nouvelles, 60 ans et plus',
    description: 'Lettre des seniors',
    purpose: 'communication',
    where: { type: 'field', field: 'age', test: { op: 'gte', value: 60 } },
  });
  await create({
    name: 'Réponses insatisfaites',
    description: 'Note de 1 ou 2 à une enquête en 2025, à rappeler',
    purpose: 'survey',
    where: used({ kinds: ['satisfaction'], score: { op: 'lte', value: 2 } }, 1),
  });
  await create({
    name: 'Participants assidus',
    description: 'Événements, renouvellements et réponses nombreux',
    purpose: 'statistics',
    where: { type: 'field', field: 'engagement', test: { op: 'gte', value: 40 } },
  });
}
