import type { Host } from './host';
import { sendFile } from './m57';

/**
 * A town whose full costs are known by hand: the municipal example (DSI 592 000 for 300 workstations, 15 of them for
 * RH; RH 370 000 for 500 agents, 10 of them for the DSI), a canteen that shares its purchases with the roads, revenue,
 * a refund of wages, and what counts nowhere.
 */
export const TOWN = '21990999100016';
const HEAD =
  'BGT_NATDEC,BGT_ANNEE,BGT_SIRET,BGT_NOM,BGT_CONTNAT,BGT_NATURE,BGT_FONCTION,BGT_OPERATION,BGT_SECTION,BGT_OPBUDG,BGT_CODRD,BGT_MTREAL,BGT_MTBUDGPREC,BGT_MTRARPREC,BGT_MTPROPNOUV,BGT_MTPREV,BGT_CREDOUV,BGT_MTRAR3112,BGT_ARTSPE';

/** Purchases of the canteen: so many lines of 10.01. */
export const PURCHASES = 120;

export function townFile(exercice: number, meals = '10.01'): string {
  const line = (
    direction: 'D' | 'R',
    nature: string,
    fonction: string,
    realised: string,
    section = 'fonctionnement',
  ) =>
    `Compte administratif,${exercice},${TOWN},Castelombre,,${nature},${fonction},,${section},réel,${direction === 'D' ? 'dépense' : 'recette'},${realised},,,,,,,`;
  return [
    HEAD,
    line('D', '64111', '020', '592000.00'),
    line('D', '64111', '021', '370000.00'),
    ...Array.from({ length: PURCHASES }, () => line('D', '60623', '281', meals)),
    line('R', '7067', '281', '300.00'),
    line('R', '747888', '281', '100.00'),
    line('R', '6419', '281', '50.00'),
    line('D', '66111', '01', '77.00'),
    line('D', '60612', '845', '33.33'),
    line('R', '002', '', '123.00'),
    line('D', '2313', '281', '5000.00', 'investissement'),
  ].join('\r\n');
}

export interface Town {
  dsi: number;
  rh: number;
  canteen: number;
  roads: number;
  /** Ids of keys by "from>to". */
  keys: Record<string, number>;
}

/** Services, rules and keys of the town, and its accounts of 2024. */
export async function settle(host: Host): Promise<Town> {
  const service = async (name: string, kind: string, unit_of_work?: string) =>
    (await host.ask('POST', '/items/m57_services', { json: { name, kind, unit_of_work } })).id as number;
  const dsi = await service('DSI', 'auxiliary');
  const rh = await service('RH', 'auxiliary');
  const canteen = await service('Cantine', 'principal', 'repas');
  const roads = await service('Voirie', 'indivis');
  const rule = (formula: string, to: number, share = 100, priority = 100) =>
    host.ask('POST', '/items/m57_rules', {
      json: { axis: 'service', formula, service: to, share, priority },
    });
  await rule('DF * F020', dsi);
  await rule('DF * F021', rh);
  await rule('DF * N60623 * F281', canteen, 60, 200);
  await rule('DF * N60623 * F281', roads, 40, 200);
  await rule('RF * F281', canteen);
  const keys: Town['keys'] = {};
  for (const [from, to, quantity, unit] of [
    [dsi, rh, 15, 'poste'],
    [dsi, canteen, 200, 'poste'],
    [dsi, roads, 85, 'poste'],
    [rh, dsi, 10, 'agent'],
    [rh, canteen, 300, 'agent'],
    [rh, roads, 190, 'agent'],
  ] as const)
    keys[`${from}>${to}`] = (
      await host.ask('POST', '/items/m57_keys', {
        json: { from_service: from, to_service: to, kind: 'quantity', quantity, unit },
      })
    ).id;
  await sendFile(host, townFile(2024), { fields: { nomenclature: 'M57_D' } });
  return { dsi, rh, canteen, roads, keys };
}
