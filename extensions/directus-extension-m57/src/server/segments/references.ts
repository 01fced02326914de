import { InputError } from '../../domain/issue';
import { checkDefinition, type DefinitionIssue } from '../../domain/segments/check';
import { placedConditions, segmentsIn, type Definition } from '../../domain/segments/definition';
import { circleIn } from '../../domain/segments/dependencies';
import { chosenByOf, refusedFor, type PartOf, type Restricted } from '../../domain/segments/purpose';
import type { Names } from '../../domain/segments/sentence-language';
import type { Database } from '../host';
import { loadPartOf, type StoredSegment } from './stored';

export interface ZoneRow {
  id: number;
  name: string;
  parent: number | null;
}

/** What a definition names, as it is there: names by id, and the zones that the compiler needs. */
export interface References {
  services: Map<number, string>;
  segments: Map<number, string>;
  zones: ZoneRow[];
}

/** For the sentence of a definition. */
export const namesOf = ({ services, segments, zones }: References): Names => ({
  services,
  segments,
  zones: new Map(zones.map(({ id, name }) => [id, name])),
});

/** An id or a name in a definition, and where. */
interface Named<Key> {
  key: Key;
  path: string;
}

/**
 * What a definition that was checked refers to.
 * @param own the segment that it is of: one that leads back to it is a circle
 * @throws InputError with everything that is not there (any more), each with its path: SEGMENT_SERVICE_UNKNOWN,
 *   SEGMENT_ZONE_UNKNOWN, SEGMENT_CAMPAIGN_UNKNOWN, SEGMENT_SEGMENT_UNKNOWN, SEGMENT_CIRCLE
 */
export async function loadReferences(
  database: Database,
  definition: Definition,
  own?: number,
): Promise<References> {
  const found = await findReferences(database, definition, own);
  if (found.issues.length > 0) throw new InputError(found.issues);
  return found;
}

/** The same, with what is wrong beside it. */
export async function findReferences(
  database: Database,
  definition: Definition,
  own?: number,
): Promise<References & { issues: DefinitionIssue[] }> {
  const services: Named<number>[] = [];
  const campaigns: Named<string>[] = [];
  const zones: Named<number>[] = [];
  const segments: Named<number>[] = [];
  for (const { condition, path } of placedConditions(definition)) {
    const each = <Key>(keys: readonly Key[] | undefined, at: string): Named<Key>[] =>
      (keys ?? []).map((key, rank) => ({ key, path: `${path}.${at}[${rank}]` }));
    if (condition.type === 'related') {
      services.push(...each(condition.filter.services, 'filter.services'));
      campaigns.push(...each(condition.filter.campaigns, 'filter.campaigns'));
    } else if (condition.type === 'segment')
      segments.push({ key: condition.segment, path: `${path}.segment` });
    else if (condition.type === 'field' && condition.field === 'zone' && 'values' in condition.test)
      zones.push(...each(condition.test.values, 'test.values'));
  }
  const [knownServices, knownZones, knownSegments, knownCampaigns] = await Promise.all([
    nameById(database, 'm57_services'),
    database('m57_zones').select('id', 'name', 'parent') as Promise<ZoneRow[]>,
    nameById(database, 'm57_segments'),
    knownAmong(database, [...new Set(campaigns.map(({ key }) => key))]),
  ]);
  const issues: DefinitionIssue[] = [];
  const lacking = <Key extends string | number>(
    code: string,
    named: readonly Named<Key>[],
    isThere: (key: Key) => boolean,
  ) => {
    for (const { key, path } of named)
      if (!isThere(key)) issues.push({ code, line: null, column: null, params: { path, quote: key } });
  };
  const zoneIds = new Set(knownZones.map(({ id }) => id));
  lacking('SEGMENT_SERVICE_UNKNOWN', services, (id) => knownServices.has(id));
  lacking('SEGMENT_ZONE_UNKNOWN', zones, (id) => zoneIds.has(id));
  lacking('SEGMENT_CAMPAIGN_UNKNOWN', campaigns, (name) => knownCampaigns.has(name));
  lacking('SEGMENT_SEGMENT_UNKNOWN', segments, (id) => knownSegments.has(id));
  if (own !== undefined && segments.length > 0) {
    const partOf = await loadPartOf(database);
    const others = (segment: number): Definition | null => {
      const part = partOf(segment);
      // Nothing comes back through a list, which is not computed.
      return part && part.mode !== 'static' ? part.definition : null;
    };
    for (const { key, path } of segments) {
      const through: Definition = { version: 1, where: { type: 'segment', segment: key } };
      if (circleIn(own, through, others))
        issues.push({
          code: 'SEGMENT_CIRCLE',
          line: null,
          column: null,
          params: { path, quote: knownSegments.get(key) ?? key },
        });
    }
  }
  return { services: knownServices, segments: knownSegments, zones: knownZones, issues };
}

async function nameById(database: Database, table: string): Promise<Map<number, string>> {
  const rows: { id: number; name: string }[] = await database(table).select('id', 'name');
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Campaigns are there once they have a row, or as soon as an interaction carries their name. */
async function knownAmong(database: Database, names: readonly string[]): Promise<Set<string>> {
  const known = new Set<string>(await database('m57_campaigns').whereIn('name', names).pluck('name'));
  for (const name of names) {
    if (known.has(name)) continue;
    const rows = await database('m57_interactions').where({ campaign: name }).limit(1).pluck('id');
    if (rows.length > 0) known.add(name);
  }
  return known;
}

/** @throws InputError with what the purpose does not let a definition ask, through other segments too */
export function assertMayAsk(purpose: string, definition: Definition, partOf: PartOf): void {
  const issues = refusedFor(purpose, definition, partOf);
  if (issues.length > 0) throw new InputError(issues);
}

/** The segments that a definition refers to, and those behind them. */
export const partsIn = async (database: Database, definition: Definition): Promise<PartOf> =>
  segmentsIn(definition).length > 0 ? loadPartOf(database) : () => null;

/** What the members of a segment were chosen by; where it was written past us and is none, by nothing. */
export async function readChosenBy(
  database: Database,
  { chosen_by, definition }: Pick<StoredSegment, 'chosen_by' | 'definition'>,
): Promise<readonly Restricted[]> {
  if (chosen_by) return chosen_by;
  const isRight = definition !== null && checkDefinition(definition).length === 0;
  return isRight ? chosenByOf(definition, await partsIn(database, definition)) : [];
}
