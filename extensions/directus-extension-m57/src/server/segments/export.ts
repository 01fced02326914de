import type { z } from 'zod';
import type { exportQuery } from '../../contract/segments';
import type { Locale } from '../../domain/issue';
import { STATISTICS } from '../../domain/relation/model';
import { renderMessage } from '../../domain/segments/message';
import { csvText, plainText } from '../../domain/writers/csv';
import { Refusal } from '../errors';
import type { Database } from '../host';
import { today } from '../relation/columns';
import { isRefused, joinLaw } from './allowed';
import { assertSignedOff } from './elections';
import { logExport } from './log-export';
import { assertComputed, loadSegments, type StoredSegment } from './stored';

/** Members read by one query: between two, others get the one connection of SQLite and the event loop. */
const PAGE = 2_000;
/** Without it, Excel takes UTF-8 for something else. */
const BYTE_ORDER_MARK = '\ufeff';

const IDENTITY = ['last_name', 'first_name', 'email', 'phone', 'address', 'postcode', 'city'] as const;
const HEADERS: Record<
  Locale,
  Record<'pseudonym' | 'subject' | 'message' | (typeof IDENTITY)[number], string>
> = {
  fr: {
    pseudonym: 'Pseudonyme',
    last_name: 'Nom',
    first_name: 'Prénom',
    email: 'Courriel',
    phone: 'Téléphone',
    address: 'Adresse',
    postcode: 'Code postal',
    city: 'Commune',
    subject: 'Objet',
    message: 'Message',
  },
  en: {
    pseudonym: 'Pseudonym',
    last_name: 'Last name',
    first_name: 'First name',
    email: 'E-mail',
    phone: 'Phone',
    address: 'Address',
    postcode: 'Postcode',
    city: 'City',
    subject: 'Subject',
    message: 'Message',
  },
};
const REASONS: Record<Locale, Record<NonNullable<StoredSegment['offer']>, string>> = {
  fr: { entitled: 'vous pouvez y avoir droit', interested: 'cela peut vous intéresser' },
  en: { entitled: 'you may be entitled to it', interested: 'you may be interested in it' },
};

export interface SegmentExport {
  fileName: string;
  /** To be read once, as fast as the caller takes it. */
  content: AsyncIterable<string>;
}

type Row = { citizen: number | string; pseudonym: string } & Partial<
  Record<(typeof IDENTITY)[number], string | null>
>;

/**
 * The members of a segment for a mailing, under pseudonyms or by name: each page leaves out who may not be contacted
 * for the purpose at that moment. Logged before the first row leaves.
 * @throws NOT_FOUND, EXPORT_STATISTICS, SEGMENT_NOT_COMPUTED, SIGN_OFF_NEEDED
 */
export async function openSegmentExport(
  database: Database,
  id: number,
  query: z.infer<typeof exportQuery>,
  user: string | null,
  locale: Locale,
): Promise<SegmentExport> {
  const [segment] = await loadSegments(database, [id]);
  if (!segment) throw new Refusal('NOT_FOUND', { what: `segment ${id}` });
  // Statistics may ask what no mailing may, since they are anonymous.
  if (segment.purpose === STATISTICS && (query.identities === 'true' || query.message === 'true'))
    throw new Refusal('EXPORT_STATISTICS', { name: segment.name });
  await assertComputed(database, segment);
  await assertSignedOff(database, query, locale);
  await logExport(
    database,
    () => allowed(database, id),
    { user, subject: `segment ${id}`, purpose: segment.purpose },
    query,
  );
  return { fileName: `m57-segment-${id}-${today()}.csv`, content: textOf(database, segment, query, locale) };
}

/** Members who may be used now, as `member` and `citizen`. */
const allowed = (database: Database, segment: number) =>
  joinLaw(
    database('m57_members as member')
      .join('m57_segments as segment', 'segment.id', 'member.segment')
      .join('m57_citizens as citizen', 'citizen.id', 'member.citizen'),
    'member.citizen',
  )
    .where('member.segment', segment)
    .whereNot(isRefused(database, today()) as never);

async function* textOf(
  database: Database,
  segment: StoredSegment,
  { identities, message }: z.infer<typeof exportQuery>,
  locale: Locale,
): AsyncGenerator<string> {
  const named = identities === 'true';
  const fields = named ? IDENTITY : [];
  const texts = message === 'true' ? (['subject', 'message'] as const) : [];
  const head = (['pseudonym', ...fields, ...texts] as const).map((name) => HEADERS[locale][name]);
  yield BYTE_ORDER_MARK + csvText([head], ';');
  const [service, purpose] = await Promise.all([
    database('m57_services').where({ id: segment.service }).first('name'),
    database('m57_purposes').where({ code: segment.purpose }).first('label'),
  ]);
  const filled = (text: string | null, row: Row) =>
    renderMessage(
      text ?? '',
      {
        prenom: row.first_name ?? null,
        nom: row.last_name ?? null,
        service: service?.name ?? null,
        motif: segment.offer && REASONS[locale][segment.offer],
        finalite: purpose?.label ?? null,
      },
      locale,
    );
  for (let after = 0; ;) {
    const page = allowed(database, segment.id)
      .where('member.citizen', '>', after)
      .orderBy('member.citizen')
      .limit(PAGE)
      .select('member.citizen', 'citizen.pseudonym');
    if (named)
      void page
        .leftJoin('m57_identities as identity', 'identity.citizen', 'member.citizen')
        .select(IDENTITY.map((name) => `identity.${name}`));
    const rows: Row[] = await page;
    if (rows.length === 0) return;
    after = Number(rows.at(-1)!.citizen);
    yield csvText(
      rows.map((row) =>
        [
          row.pseudonym,
          ...fields.map((name) => row[name] ?? null),
          ...(texts.length > 0 ? [filled(segment.message_subject, row), filled(segment.message, row)] : []),
        ].map(plainText),
      ),
      ';',
    );
  }
}
