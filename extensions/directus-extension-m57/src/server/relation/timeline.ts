import type { Timeline, timelineQuery } from '../../contract/citizens';
import type { z } from 'zod';
import { CLOSED_STATUSES, type RequestStatus } from '../../domain/relation/model';
import { formatCents } from '../../domain/money';
import type { Database } from '../host';
import { isoDate } from '../rules/load';
import { dayValue, hundredths, today } from './columns';
import { Refusal } from '../errors';

const PAGE = 50;

/** What happened with a citizen, newest first, a page at a time from the cursor of the page before. */
export async function readTimeline(
  database: Database,
  citizen: number,
  { before, kind, service }: z.infer<typeof timelineQuery>,
): Promise<Timeline> {
  const query = database('m57_interactions as interaction')
    .leftJoin('m57_services as service', 'service.id', 'interaction.service')
    .where('interaction.citizen', citizen)
    .orderBy([
      { column: 'interaction.date', order: 'desc' },
      { column: 'interaction.id', order: 'desc' },
    ])
    .limit(PAGE + 1)
    .select(
      ...(['id', 'kind', 'service', 'date', 'channel', 'status', 'due_on'] as const).map(
        (name) => `interaction.${name}`,
      ),
      ...(['subject', 'score', 'campaign', 'source'] as const).map((name) => `interaction.${name}`),
      'service.name as service_name',
      database.raw(`${hundredths(database, 'interaction.units')} as units`),
      database.raw(`${hundredths(database, 'interaction.amount')} as amount`),
    );
  if (kind !== undefined) query.where('interaction.kind', kind);
  if (service !== undefined) query.where('interaction.service', service);
  if (before !== undefined) {
    const [, date, id] = /^(\d{4}-\d{2}-\d{2}):(\d{1,15})$/.exec(before) ?? [];
    if (!date || !id) throw new Refusal('INVALID_REQUEST', { detail: 'before' });
    const day = dayValue(database, date);
    query
      .where('interaction.date', '<=', day)
      .where((either) =>
        either.where('interaction.date', '<', day).orWhere('interaction.id', '<', Number(id)),
      );
  }
  const rows = await query;
  const on = today();
  const items = rows.slice(0, PAGE).map((row) => {
    const due_on = isoDate(row.due_on);
    return {
      id: Number(row.id),
      kind: row.kind,
      service: serviceOf(row),
      date: isoDate(row.date)!,
      units: row.units === null ? null : formatCents(Number(row.units)),
      amount: row.amount === null ? null : formatCents(Number(row.amount)),
      channel: row.channel,
      status: row.status,
      due_on,
      overdue: isOverdue(row.status, due_on, on),
      subject: row.subject,
      score: row.score,
      campaign: row.campaign,
      source: row.source,
    };
  });
  const last = items.at(-1);
  return { items, next: rows.length > PAGE && last ? `${last.date}:${last.id}` : null };
}

/** The service of an interaction; null where it has none, or none that is there any more. */
export const serviceOf = (row: { service: number | null; service_name: string | null }) =>
  row.service === null || row.service_name === null ? null : { id: row.service, name: row.service_name };

export const isOverdue = (status: RequestStatus | null, due_on: string | null, on: string): boolean =>
  status !== null &&
  !(CLOSED_STATUSES as readonly string[]).includes(status) &&
  due_on !== null &&
  due_on < on;
