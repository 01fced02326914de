import type { Knex } from 'knex';
import type { z } from 'zod';
import type { RequestCard, RequestsAnswer, requestsQuery } from '../../contract/interactions';
import { CLOSED_STATUSES, REQUEST_STATUSES, type RequestStatus } from '../../domain/relation/model';
import type { Database } from '../host';
import { isoDate } from '../rules/load';
import { dayValue, today } from './columns';
import { isOverdue, serviceOf } from './timeline';

/** Cards of one status; more are counted. */
const MOST_CARDS = 50;
/** How long a closed request stays on the board. */
const CLOSED_MS = 30 * 86_400_000;

export const REQUEST_KINDS = ['request', 'complaint'] as const;
export const isClosed = (status: RequestStatus): boolean =>
  (CLOSED_STATUSES as readonly RequestStatus[]).includes(status);
export const OPEN_STATUSES = REQUEST_STATUSES.filter((status) => !isClosed(status));

/** Requests and complaints by status. Only those who read citizens see whose they are. */
export async function readRequests(
  database: Database,
  filter: z.infer<typeof requestsQuery>,
  seesCitizens: boolean,
): Promise<RequestsAnswer> {
  const on = today();
  const board = () => onTheBoard(database, filter, on);
  const overdue = database.raw(
    'coalesce(sum(case when request.due_on < ? then 1 else 0 end), 0) as overdue',
    [dayValue(database, on)],
  );
  const [counts, rows, services] = await Promise.all([
    board().groupBy('request.status').select('request.status', database.raw('count(*) as total'), overdue),
    mostUrgent(database, board()),
    database('m57_services').whereNot({ kind: 'outside' }).orderBy(['sort', 'name']).select('id', 'name'),
  ]);
  const cards = rows.map((row) => requestCard(row, on, seesCitizens));
  return {
    today: on,
    columns: REQUEST_STATUSES.map((status) => {
      const mine = (counts as StatusCount[]).filter((row) => statusOf(row) === status);
      const sum = (of: 'total' | 'overdue') => mine.reduce((added, row) => added + Number(row[of]), 0);
      return {
        status,
        total: sum('total'),
        overdue: isClosed(status) ? 0 : sum('overdue'),
        cards: cards.filter((card) => card.status === status).slice(0, MOST_CARDS),
      };
    }),
    services,
  };
}

/** Open requests of these persons, the most urgent first. */
export async function readOpenRequests(
  database: Database,
  citizens: readonly number[],
): Promise<(RequestCard & { of: number })[]> {
  const on = today();
  const rows = await withService(database('m57_interactions as request'))
    .whereIn('request.citizen', citizens)
    .whereIn('request.kind', REQUEST_KINDS)
    .where((either) => either.whereIn('request.status', OPEN_STATUSES).orWhereNull('request.status'))
    .orderByRaw(
      'case when request.due_on is null then 1 else 0 end, request.due_on, request.date, request.id',
    );
  return rows.map((row: RequestRow) => ({ ...requestCard(row, on, false), of: Number(row.citizen) }));
}

/** One card. Null where there is no such request. */
export async function readRequest(
  database: Database,
  id: number,
  seesCitizens: boolean,
): Promise<RequestCard | null> {
  const row = await withService(database('m57_interactions as request'))
    .where('request.id', id)
    .whereIn('request.kind', REQUEST_KINDS)
    .first();
  return row ? requestCard(row, today(), seesCitizens) : null;
}

interface StatusCount {
  status: RequestStatus | null;
  total: number | string;
  overdue: number | string;
}

interface RequestRow {
  id: number | string;
  kind: RequestCard['kind'];
  service: number | null;
  service_name: string | null;
  subject: string | null;
  date: unknown;
  due_on: unknown;
  closed_on: unknown;
  channel: string | null;
  status: RequestStatus | null;
  citizen: number | string | null;
}

/** One that was entered by hand without a status is new. */
export const statusOf = ({ status }: { status: RequestStatus | null }): RequestStatus => status ?? 'new';

function requestCard(row: RequestRow, on: string, seesCitizens: boolean): RequestCard {
  const status = statusOf(row);
  const due_on = isoDate(row.due_on);
  return {
    id: Number(row.id),
    kind: row.kind,
    service: serviceOf(row),
    subject: row.subject,
    date: isoDate(row.date)!,
    due_on,
    overdue: isOverdue(status, due_on, on),
    closed_on: isoDate(row.closed_on),
    channel: row.channel,
    status,
    citizen: seesCitizens && row.citizen !== null ? Number(row.citizen) : null,
  };
}

function onTheBoard(
  database: Database,
  { service, kind, overdue }: z.infer<typeof requestsQuery>,
  on: string,
): Knex.QueryBuilder {
  const closedSince = today(new Date(Date.now() - CLOSED_MS));
  const query = database('m57_interactions as request')
    .whereIn('request.kind', kind === undefined ? REQUEST_KINDS : [kind])
    .where((either) => {
      either.whereIn('request.status', OPEN_STATUSES).orWhereNull('request.status');
      if (overdue === undefined)
        either.orWhere((closed) =>
          closed
            .whereIn('request.status', CLOSED_STATUSES)
            .where('request.closed_on', '>=', dayValue(database, closedSince)),
        );
    });
  if (service !== undefined) query.where('request.service', service);
  if (overdue !== undefined) query.where('request.due_on', '<', dayValue(database, on));
  return query;
}

const withService = (query: Knex.QueryBuilder) =>
  query
    .leftJoin('m57_services as service', 'service.id', 'request.service')
    .select('request.*', 'service.name as service_name');

/** Of each status the first ones: what is due soonest, then what came first; of closed ones, what was closed last. */
async function mostUrgent(database: Database, board: Knex.QueryBuilder): Promise<RequestRow[]> {
  const order = `case when request.status in ('done', 'refused') then request.closed_on end desc,
    case when request.due_on is null then 1 else 0 end, request.due_on, request.date, request.id`;
  const ranked = board.select(
    'request.*',
    database.raw(
      `row_number() over (partition by coalesce(request.status, 'new') order by ${order}) as urgency`,
    ),
  );
  return withService(database.from(ranked.as('request')))
    .where('request.urgency', '<=', MOST_CARDS)
    .orderByRaw('request.urgency, request.id');
}
