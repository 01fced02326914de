import type { InteractionKind } from '../relation/model';
import type { DemoFullCosts } from './full-costs';
import { demoResidents, type TownOptions } from './residents';
import { MONTHLY_USES, type NameLists, type ResidentsParameters } from './residents-parameters';
import type { IdentityRow, InteractionRow } from './residents-rows';

const HEADER =
  'N° usager;Nom;Prénom;Date de naissance;Courriel;Téléphone;Adresse;Code postal;Ville;' +
  'N° opération;Date;Type;Prestation;Quantité;Montant;Mode';
const TYPES: Partial<Record<InteractionKind, string>> = {
  registration: 'Inscription',
  renewal: 'Réinscription',
  payment: 'Paiement',
};
const MODES: Record<string, string> = { web: 'Internet', desk: 'Guichet', mail: 'Courrier' };
/** Of a whole town, about 3.5 for each citizen pass through the portal: fewer people than rows, whatever the seed. */
const CITIZENS_PER_ROW = 0.45;
const PIECE = 1_000;

/**
 * What a family portal exports: one row for each operation with the person beside it, `;`, decimal comma, dd/mm/yyyy.
 * Text comes in pieces; memory does not grow with `rows`. The people are those of a town as large as it takes.
 */
export function* familyPortalFile(
  parameters: ResidentsParameters,
  lists: NameLists,
  catalogue: DemoFullCosts,
  { rows, ...options }: { rows: number } & Pick<TownOptions, 'seed' | 'today'>,
): Generator<string> {
  const words = new Map(
    MONTHLY_USES.map((name) => [parameters.uses[name].service, parameters.uses[name].label]),
  );
  const ids = new Map<string, number>();
  const services: string[] = [];
  const service = (name: string) => {
    const id = ids.get(name) ?? services.push(words.get(name) ?? name) - 1;
    ids.set(name, id);
    return id;
  };
  const citizens = Math.max(500, Math.ceil(rows * CITIZENS_PER_ROW));
  const town = demoResidents(parameters, lists, catalogue, { ...options, citizens, service });
  const portal = parameters.uses.canteen.source;
  let piece = `${HEADER}\r\n`;
  let written = 0;
  for (const { identities, interactions } of town.homes()) {
    const people = new Map(identities.map((identity) => [identity.citizen, identity]));
    for (const row of interactions) {
      if (row.source !== portal || written === rows) continue;
      piece += line(people.get(row.citizen!)!, row, services[row.service]!);
      written += 1;
      if (written % PIECE !== 0) continue;
      yield piece;
      piece = '';
    }
    if (written === rows) break;
  }
  if (piece) yield piece;
}

function line(who: IdentityRow, row: InteractionRow, service: string): string {
  const cells = [
    `F${who.citizen}`,
    who.last_name,
    who.first_name,
    french(who.birth_date),
    who.email ?? '',
    who.phone ?? '',
    who.address,
    who.postcode,
    who.city,
    row.source_key,
    french(row.date),
    TYPES[row.kind]!,
    service,
    row.units === null ? '' : comma(row.units),
    row.amount === null ? '' : comma(row.amount),
    MODES[row.channel!]!,
  ];
  return `${cells.join(';')}\r\n`;
}

const french = (iso: string) => `${iso.slice(8)}/${iso.slice(5, 7)}/${iso.slice(0, 4)}`;

/** Hundredths: 1234 → "12,34". */
const comma = (hundredths: number) =>
  `${Math.floor(hundredths / 100)},${String(hundredths % 100).padStart(2, '0')}`;
