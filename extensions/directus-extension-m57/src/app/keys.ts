import type { KeyRow, KeyRowRequest, KeysAnswer } from '../contract/keys';
import type { KeyKind } from '../domain/keys/key';
import type { Cell } from './csv';
import { isQuantity, sumQuantities } from './quantities';

export type Receiver = KeysAnswer['services'][number];

/** Kinds whose cells hold a figure; the others only choose who receives. */
export const hasFigures = (kind: KeyKind) => kind === 'quantity' || kind === 'percent' || kind === 'fixed';

/** The whole exercice, then the twelve months. */
export const PERIODS = Array.from({ length: 13 }, (_, month) => month);

/**
 * A row of keys as it is edited. Figures are texts, as typed where they are no quantity; values that the kind at hand
 * does not use stay, so that trying another kind loses nothing.
 */
export interface KeyDraft {
  kind: KeyKind;
  like: number | null;
  unit: string;
  source: string;
  owner: string | null;
  byMonth: boolean;
  /** By receiving service: the exercice, then twelve months. */
  figures: Record<number, string[]>;
  /** Fixed amounts beside another kind, by receiving service. */
  fixed: Record<number, string>;
  /** With equal shares and pro rata: who receives; null: all services to residents. */
  chosen: number[] | null;
}

export function draftOfRow(row: KeyRow): KeyDraft {
  const kind = row.kind ?? 'quantity';
  const own = row.cells.filter((cell) => cell.kind === kind);
  const figures: KeyDraft['figures'] = {};
  if (hasFigures(kind))
    for (const { to, month, quantity } of own) {
      if (to === null || quantity === null) continue;
      (figures[to] ??= PERIODS.map(() => ''))[month ?? 0] = quantity;
    }
  const beside = row.cells.filter((cell) => cell.kind === 'fixed' && kind !== 'fixed');
  const receivers = own.flatMap(({ to }) => (to === null ? [] : [to]));
  return {
    kind,
    like: row.like,
    unit: row.unit ?? '',
    source: row.source ?? '',
    owner: row.owner?.id ?? null,
    byMonth: own.some(({ month }) => month !== null),
    figures,
    fixed: Object.fromEntries(beside.map(({ to, quantity }) => [to!, quantity ?? ''])),
    chosen: !hasFigures(kind) && receivers.length > 0 ? receivers : null,
  };
}

/** Months are for quantities only. */
export const isMonthly = ({ kind, byMonth }: KeyDraft) => kind === 'quantity' && byMonth;

/** What one service receives in the exercice, in the periods at hand. */
export function receivedBy(draft: KeyDraft, service: number): string | null {
  const figures = draft.figures[service] ?? [];
  return isMonthly(draft) ? sumQuantities(figures.slice(1)) : sumQuantities([figures[0] ?? '']);
}

export const totalOf = (draft: KeyDraft): string | null =>
  sumQuantities(Object.keys(draft.figures).flatMap((id) => receivedBy(draft, Number(id)) ?? []));

/** Replaces one figure; period 0 is the exercice. */
export function withFigures(
  draft: KeyDraft,
  changes: { service: number; period: number; value: string }[],
): KeyDraft {
  const figures = { ...draft.figures };
  for (const { service, period, value } of changes) {
    const before = figures[service] ?? PERIODS.map(() => '');
    figures[service] = before.map((held, at) => (at === period ? value : held));
  }
  return { ...draft, figures };
}

const activePeriods = (draft: KeyDraft) => (isMonthly(draft) ? PERIODS.slice(1) : [0]);

/** Figures that are no quantities: nothing is saved while there are any. */
export function wrongFigures(draft: KeyDraft): number {
  const held = hasFigures(draft.kind)
    ? Object.values(draft.figures).flatMap((figures) => activePeriods(draft).map((at) => figures[at]!))
    : [];
  const fixed = draft.kind === 'fixed' ? [] : Object.values(draft.fixed);
  return [...held, ...fixed].filter((text) => text !== '' && !isQuantity(text)).length;
}

/** What `PUT /m57/keys/:service` takes; cells of the kind at hand only. */
export function requestOf(draft: KeyDraft, exercice: number): KeyRowRequest {
  const { kind } = draft;
  const figures = Object.entries(draft.figures).flatMap(([id, held]) =>
    activePeriods(draft)
      .filter((at) => held[at] !== '')
      .map((at) => ({ to: Number(id), quantity: held[at]!, month: at === 0 ? null : at })),
  );
  const chosen = (draft.chosen ?? [null]).map((to) => ({ to, quantity: null, month: null }));
  return {
    exercice,
    kind,
    like: kind === 'like' ? draft.like : null,
    unit: kind === 'quantity' ? draft.unit.trim() || null : null,
    source: draft.source.trim() || null,
    owner: draft.owner,
    cells: kind === 'like' ? [] : hasFigures(kind) ? figures : chosen,
    fixed:
      kind === 'fixed'
        ? []
        : Object.entries(draft.fixed)
            .filter(([, quantity]) => quantity !== '')
            .map(([to, quantity]) => ({ to: Number(to), quantity })),
  };
}

/** Who may receive: every service but the deliverer and what stands outside. */
export const receiversOf = ({ services }: KeysAnswer, from: number): Receiver[] =>
  services.filter(({ service, kind }) => service !== from && kind !== 'outside');

/** Names of services by their number. */
export const namesOf = ({ services }: KeysAnswer) =>
  new Map(services.map(({ service, name }) => [service, name]));

/** One line a key, for a spreadsheet; `words` are the heads, then the kinds. */
export function keysTable(keys: KeysAnswer, head: string[], kinds: Record<KeyKind, string>): Cell[][] {
  const names = namesOf(keys);
  const lines = keys.rows.flatMap(({ from, cells, like, unit, source }) =>
    (cells.length > 0 || like === null
      ? cells
      : [{ to: null, quantity: null, month: null, kind: 'like' as const }]
    ).map(({ to, quantity, month, kind }): Cell[] => [
      names.get(from) ?? String(from),
      kinds[kind] + (kind === 'like' && like !== null ? ` ${names.get(like) ?? like}` : ''),
      to === null ? null : (names.get(to) ?? String(to)),
      quantity === null ? null : { amount: quantity },
      kind === 'quantity' ? unit : null,
      month === null ? null : { amount: String(month) },
      source,
    ]),
  );
  return [head, ...lines];
}
