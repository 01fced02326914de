import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InputError } from '../issue';
import { describe as inWords } from '../messages';
import {
  appendEvidence,
  checkEvidence,
  EMPTY_CHAIN,
  mayUse,
  redactEvidence,
  stateOf,
  statesOf,
  verifyChain,
  type EvidenceContent,
  type EvidenceRecord,
  type Saying,
} from './evidence';
import { EVIDENCE_KINDS, LEGAL_BASES, type EvidenceKind } from './model';

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

const content: EvidenceContent = {
  citizen: 42,
  purpose: 'communication',
  kind: 'consent',
  occurred_on: '2026-02-03',
  source: 'formulaire',
  wording: 'J’accepte de recevoir la lettre.',
  expires_on: '2028-02-03',
  note: null,
  recorded_on: '2026-02-03T10:00:00.000Z',
  recorded_by: 'agent',
};

const chainOf = (contents: EvidenceContent[]): EvidenceRecord[] => {
  let head = { ...EMPTY_CHAIN };
  return contents.map((each, at) => {
    const next = appendEvidence(each, { head, salt: `salt-${at}`, sha256 });
    head = next.head;
    return next.record;
  });
};
const codes = (records: EvidenceRecord[]) =>
  verifyChain(records, sha256).issues.map(({ code, line }) => `${code} ${line}`);

const day = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const text = fc.string({ maxLength: 12 });
const contents: fc.Arbitrary<EvidenceContent> = fc
  .record({
    citizen: fc.integer({ min: 1, max: 1_000_000 }),
    purpose: fc.constantFrom('service', 'communication', 'survey'),
    kind: fc.constantFrom(...EVIDENCE_KINDS),
    occurred_on: day,
    source: text,
    wording: fc.option(text),
    note: fc.option(text),
    recorded_by: fc.option(text),
    years: fc.option(fc.integer({ min: 0, max: 5 })),
  })
  .map(({ years, ...rest }) => ({
    ...rest,
    source: `s${rest.source}`,
    wording: rest.kind === 'consent' ? `w${rest.wording ?? ''}` : rest.wording,
    expires_on: rest.kind === 'consent' && years !== null ? `${2027 + years}-01-01` : null,
    recorded_on: '2027-01-01T08:00:00.000Z',
  }));
const chains = fc.array(contents, { minLength: 1, maxLength: 12 }).map(chainOf);

describe('the chain', () => {
  it('hashes what it says it hashes', () => {
    const [record] = chainOf([content]);
    const canonical =
      '["42","communication","consent","2026-02-03","formulaire","J’accepte de recevoir la lettre.","2028-02-03",null,"2026-02-03T10:00:00.000Z","agent","salt-0"]';
    expect(record!.content_hash).toBe(sha256(canonical));
    expect(record!.hash).toBe(sha256(`\n1\n${sha256(canonical)}`));
    const [, second] = chainOf([content, { ...content, citizen: '43' }]);
    expect(second!.hash).toBe(sha256(`${record!.hash}\n2\n${second!.content_hash}`));
  });

  it('is whole as written, in one go or in parts, and whether ids are numbers or text', () => {
    fc.assert(
      fc.property(chains, fc.nat(), (records, cut) => {
        const whole = verifyChain(records, sha256);
        expect(whole).toEqual({
          head: { position: records.length, hash: records.at(-1)!.hash },
          redacted: 0,
          issues: [],
        });
        const at = cut % (records.length + 1);
        const first = verifyChain(records.slice(0, at), sha256);
        expect(verifyChain(records.slice(at), sha256, first.head).head).toEqual(whole.head);
        expect(codes(records.map((record) => ({ ...record, citizen: String(record.citizen) })))).toEqual([]);
      }),
    );
  });

  it('finds any field of any record that was changed, at its position', () => {
    const fields = [
      'citizen',
      'purpose',
      'kind',
      'occurred_on',
      'source',
      'wording',
      'expires_on',
      'note',
      'recorded_on',
      'recorded_by',
      'salt',
      'content_hash',
      'hash',
    ] as const;
    fc.assert(
      fc.property(
        chains,
        fc.nat(),
        fc.constantFrom(...fields),
        fc.oneof(fc.constant(null), text, fc.integer()),
        (records, pick, field, value) => {
          const at = pick % records.length;
          fc.pre(String(records[at]![field]) !== String(value));
          const changed = records.map((record, rank) =>
            rank === at ? ({ ...record, [field]: value } as EvidenceRecord) : record,
          );
          // The first that is told is the one that was changed, or the next where only the last hash differs.
          const { issues } = verifyChain(changed, sha256);
          expect(issues[0]?.line).toBe(at + 1);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('finds records left out, put in or moved, save at the end, where the head tells', () => {
    fc.assert(
      fc.property(chains, fc.nat(), fc.nat(), (records, one, other) => {
        fc.pre(records.length > 1);
        const [a, b] = [one % records.length, other % records.length];
        const { head } = verifyChain(records, sha256);
        const without = verifyChain(
          records.filter((_, rank) => rank !== a),
          sha256,
        );
        expect(without.issues.length > 0 || without.head.hash !== head.hash).toBe(true);
        if (a < records.length - 1) expect(without.issues).not.toEqual([]);
        expect(codes([...records.slice(0, a + 1), ...records.slice(a)])).not.toEqual([]);
        if (a !== b) {
          const moved = [...records];
          [moved[a], moved[b]] = [moved[b]!, moved[a]!];
          expect(codes(moved)).not.toEqual([]);
        }
      }),
    );
  });

  it('stays whole when any records are erased, and keeps nothing of them', () => {
    fc.assert(
      fc.property(chains, fc.infiniteStream(fc.boolean()), (records, choices) => {
        const erased = records.map((record) => (choices.next().value ? redactEvidence(record) : record));
        const report = verifyChain(erased, sha256);
        expect(report.issues).toEqual([]);
        expect(report.head.hash).toBe(records.at(-1)!.hash);
        const count = erased.filter((record, at) => record !== records[at]).length;
        expect(report.redacted).toBe(count);
        for (const [at, record] of erased.entries())
          if (record !== records[at])
            expect(
              Object.keys(record).filter((field) => record[field as keyof EvidenceRecord] !== null),
            ).toEqual(
              Object.keys(record).filter(
                (field) =>
                  ['recorded_on', 'content_hash', 'hash'].includes(field) ||
                  (field === 'recorded_by' && record.recorded_by !== null),
              ),
            );
      }),
    );
  });

  it('tells an erasure that stopped half-way', () => {
    const [first, second] = chainOf([content, content]);
    expect(codes([{ ...first!, salt: null }, second!])).toEqual(['EVIDENCE_HALF_ERASED 1']);
    expect(codes([{ ...redactEvidence(first!), wording: 'x' }, second!])).toEqual(['EVIDENCE_HALF_ERASED 1']);
  });
});

describe('evidence', () => {
  it.each([
    [{ occurred_on: '2026-02-30' }, 'EVIDENCE_DATE_INVALID'],
    [{ occurred_on: '2026-02-05' }, 'EVIDENCE_IN_FUTURE'],
    [{ occurred_on: '2026-02-04' }, null],
    [{ expires_on: '2026-02-02' }, 'EVIDENCE_EXPIRED_BEFORE'],
    [{ expires_on: '2026-02-03' }, null],
    [{ kind: 'objection' }, 'EVIDENCE_EXPIRY_NOT_CONSENT'],
    [{ source: ' ' }, 'EVIDENCE_SOURCE_MISSING'],
    [{ wording: '' }, 'EVIDENCE_WORDING_MISSING'],
    [{ wording: null, kind: 'objection', expires_on: null }, null],
  ] as const)('%o: %s', (change, code) => {
    let found: string | null = null;
    try {
      checkEvidence({ ...content, ...change });
    } catch (error) {
      const [issue] = (error as InputError).issues;
      found = issue!.code;
      for (const locale of ['fr', 'en'] as const) expect(inWords(issue!, locale).message).not.toBe(found);
    }
    expect(found).toBe(code);
  });
});

/** "consent 2026-01-01 2027-01-01, withdrawal 2026-02-01". */
const said = (words: string): Saying[] =>
  words.split(', ').map((each, at) => {
    const [kind, occurred_on, expires_on] = each.split(' ');
    return {
      id: at + 1,
      kind: kind as EvidenceKind,
      occurred_on: occurred_on!,
      expires_on: expires_on ?? null,
    };
  });

describe('the state', () => {
  it.each([
    ['consent 2026-01-01', 'consented since 2026-01-01 until null by 1'],
    ['consent 2026-01-01 2027-01-01', 'consented since 2026-01-01 until 2027-01-01 by 1'],
    ['consent 2026-01-01, withdrawal 2026-02-01', 'withdrawn since 2026-02-01 until null by 2'],
    // Recorded late: the day decides.
    ['withdrawal 2026-02-01, consent 2026-01-01', 'withdrawn since 2026-02-01 until null by 1'],
    // The same day: the order of recording.
    ['consent 2026-01-01, withdrawal 2026-01-01', 'withdrawn since 2026-01-01 until null by 2'],
    ['withdrawal 2026-01-01, consent 2026-01-01', 'consented since 2026-01-01 until null by 2'],
    ['objection 2026-01-01', 'objected since 2026-01-01 until null by 1'],
    ['objection 2026-01-01, objection_lifted 2026-01-02', null],
    ['objection 2026-01-01, consent 2026-01-02', 'consented since 2026-01-02 until null by 2'],
    ['consent 2026-01-01, objection 2026-01-02', 'objected since 2026-01-02 until null by 2'],
    [
      'consent 2026-01-01, objection 2026-01-02, objection_lifted 2026-01-03',
      'withdrawn since 2026-01-02 until null by 2',
    ],
    ['consent 2026-01-01, limitation 2026-01-02', 'limited since 2026-01-02 until null by 2'],
    [
      'consent 2026-01-01, limitation 2026-01-02, limitation_lifted 2026-01-03',
      'consented since 2026-01-01 until null by 1',
    ],
    ['objection 2026-01-01, limitation 2026-01-02', 'limited since 2026-01-02 until null by 2'],
    ['rectification 2026-01-01', null],
    ['consent 2026-01-01, rectification 2026-01-02', 'consented since 2026-01-01 until null by 1'],
    ['limitation_lifted 2026-01-01', null],
  ])('%s: %s', (words, expected) => {
    const state = stateOf(said(words));
    expect(state && `${state.state} since ${state.since} until ${state.until} by ${state.evidence}`).toBe(
      expected,
    );
  });

  it('is apart for each purpose', () => {
    const [consent, objection, lifted] = said(
      'consent 2026-01-01, objection 2026-01-02, limitation_lifted 2026-01-03',
    );
    const states = statesOf([
      { ...consent!, purpose: 'communication' },
      { ...objection!, purpose: 'statistics' },
      { ...lifted!, purpose: 'service' },
    ]);
    expect([...states].map(([purpose, { state }]) => [purpose, state])).toEqual([
      ['communication', 'consented'],
      ['statistics', 'objected'],
    ]);
  });
});

describe('use', () => {
  const may = (state: string | null, until: string | null = null) =>
    LEGAL_BASES.filter((basis) =>
      mayUse({ basis }, state === null ? null : ({ state, until } as never), '2026-06-30'),
    );

  it('depends on the basis and on what the person said', () => {
    expect(may(null)).toEqual(['public_interest', 'legal_duty', 'contract']);
    expect(may('consented')).toEqual(['public_interest', 'legal_duty', 'contract', 'consent']);
    expect(may('withdrawn')).toEqual(['public_interest', 'legal_duty', 'contract']);
    expect(may('objected')).toEqual(['legal_duty', 'contract']);
    expect(may('limited')).toEqual([]);
  });

  it('ends with the last day of a consent', () => {
    expect(may('consented', '2026-06-30')).toContain('consent');
    expect(may('consented', '2026-06-29')).not.toContain('consent');
  });
});
