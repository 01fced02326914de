import { createHash } from 'node:crypto';
import type { RunRequest } from '../../contract/allocations';
import { populationOf } from '../../domain/comparison';
import type { Measures } from '../../domain/ledger';
import { perimeterIn } from '../../domain/perimeter';
import {
  canonical,
  storeParameters,
  type RunParameters,
  type StoredParameter,
} from '../../domain/run/parameters';
import { loadPopulations } from '../comparison/peers';
import type { Database } from '../host';
import { loadKeys } from '../keys/load';
import { chooseDocuments, type DocumentRow } from '../ledger/documents';
import { loadPerimeters } from '../perimeters/perimeters';
import { loadRules, measureOf } from '../rules/load';
import { loadUnits, totalUnits } from '../units/read';

/** Another number makes other runs of the same inputs: to be raised when what is computed from them changes. */
const ALGORITHM = 1;

/** Which run is asked for. */
export type RunScope = Pick<RunRequest, 'exercice' | 'siret' | 'budget' | 'stage' | 'method' | 'order'>;

export interface RunInputs {
  documents: DocumentRow[];
  measure: keyof Measures;
  parameters: RunParameters;
  /** What is kept of the parameters. */
  rows: StoredParameter[];
  /** The same inputs have the same one. */
  fingerprint: string;
}

/** All that a run is made of but the sums themselves, as it is now. */
export async function loadInputs(database: Database, scope: RunScope): Promise<RunInputs> {
  const { exercice, siret, budget, stage, method, order = [] } = scope;
  const documents = await chooseDocuments(database, { exercice, siret, budget, stage });
  const [files, rules, keys, services, notional, units, perimeters, populations] = await Promise.all([
    database('m57_imports')
      .whereIn('id', [...new Set(documents.map((document) => document.import))])
      .select('id', 'sha256'),
    loadRules(database),
    loadKeys(database),
    database('m57_services').orderBy('id').select('id', 'name', 'kind', 'unit_of_work as unit'),
    database('m57_notional_costs')
      .where({ exercice })
      .orderBy('id')
      .select('service', 'label', 'amount', 'method'),
    loadUnits(database, exercice),
    loadPerimeters(database),
    loadPopulations(database),
  ]);
  const perimeter = perimeterIn(perimeters, exercice);
  const population = populationOf(populations.get(siret) ?? {}, exercice);
  const parameters: RunParameters = {
    exercice,
    method,
    order,
    rules: rules.filter(({ axis, active }) => axis === 'service' && active),
    keys,
    services,
    notional: notional.map(({ amount, ...cost }) => ({ ...cost, amount: Number(amount) })),
    units: [...units].flatMap(([service, entered]) => {
      const quantity = totalUnits(entered);
      return quantity === null ? [] : [{ service, quantity }];
    }),
    perimeter: {
      name: perimeter.name,
      from: perimeter.from,
      excluded: perimeter.excluded,
      deducted: perimeter.deducted,
    },
    population: population && { siret, ...population },
  };
  const rows = storeParameters(parameters);
  const hashes = new Map(files.map(({ id, sha256 }) => [id, sha256]));
  const fingerprint = sha256(
    canonical({
      algorithm: ALGORITHM,
      siret,
      budget: budget ?? null,
      documents: documents
        .map(({ id, import: file }) => [id, hashes.get(file) ?? null])
        .sort((a, b) => Number(a[0]) - Number(b[0])),
      rows,
    }),
  );
  return { documents, measure: measureOf(documents), parameters, rows, fingerprint };
}

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
