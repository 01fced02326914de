import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reference } from '../../../../../tests/support/reference';
import type { Direction, MovementKind, Section } from '../ledger';
import { indexPlan } from './plan-index';
import { decodePlan } from './plan-seed';

async function load(id: string) {
  const file = new URL(`../../../../../seeds/nomenclatures/${id}.tsv`, import.meta.url);
  return indexPlan(decodePlan(await readFile(file, 'utf8')));
}
const [developed, abridged, plan2018, plan2021] = await Promise.all(
  ['M57_D-2024', 'M57_A-2024', 'M57-2018', 'M57-2021'].map(load),
);
if (!developed || !abridged || !plan2018 || !plan2021) throw new Error('seeds are missing');

const line = {
  nature: '',
  direction: 'D' as Direction,
  kind: 'real' as MovementKind,
  chapitre: null,
  chapitre_vote: null,
  fonction: null,
};

describe('chapterOf', () => {
  it.each<[string, Direction, MovementKind, string | null]>([
    ['6811', 'D', 'ordre', '042'],
    ['6811', 'D', 'real', null],
    ['739211', 'D', 'real', '014'],
    ['739211', 'R', 'real', null],
    ['6419', 'R', 'real', '013'],
    ['64111', 'D', 'real', '012'],
    ['60611', 'D', 'real', '011'],
    ['28031', 'R', 'ordre', '040'],
    ['001', 'D', 'real', '001'],
    ['023', 'D', 'ordre', '023'],
    ['7067', 'R', 'real', '70'],
    ['515', 'D', 'real', null],
    ['999', 'D', 'real', null],
  ])('%s %s %s → %s', (nature, direction, kind, chapter) => {
    expect(developed.chapterOf(nature, direction, kind)).toBe(chapter);
  });

  it('follows the nearest known account above one the plan does not know', () => {
    expect(developed.chapterOf('606119', 'D', 'real')).toBe('011');
    expect(developed.chapterOf('4544128', 'D', 'real')).toBe('45441');
    expect(abridged.chapterOf('6236', 'D', 'real')).toBe('011');
  });

  it('answers for a grouping account where those it groups agree, or where one bears its name', () => {
    expect(developed.chapterOf('6411', 'D', 'real')).toBe('012');
    expect(developed.chapterOf('739', 'D', 'real')).toBe('014');
    expect(developed.chapterOf('65', 'D', 'real')).toBe('65');
    expect(developed.chapterOf('62', 'D', 'real')).toBeNull();
  });

  it('takes ordre as between sections, unless the chapter voted is inside one', () => {
    expect(developed.chapterOf('2031', 'R', 'ordre')).toBe('040');
    expect(developed.chapterOf('2031', 'R', 'ordre', '041')).toBe('041');
    expect(developed.chapterOf('2031', 'R', 'ordre', '925')).toBe('041');
    expect(developed.chapterOf('2031', 'R', 'ordre', '926')).toBe('040');
    expect(developed.chapterOf('6811', 'D', 'ordre', '043')).toBe('042');
  });

  it('gives an account a town subdivided the chapter of the plan, whatever it appended', () => {
    const leaves = developed.plan.natures.filter(({ uses }) => uses.DR);
    fc.assert(
      fc.property(fc.constantFrom(...leaves), fc.stringMatching(/^[0-9]{1,3}$/), ({ code, uses }, suffix) => {
        fc.pre(
          developed.plan.natures.every((nature) => nature.code === code || !nature.code.startsWith(code)),
        );
        expect(developed.chapterOf(code + suffix, 'D', 'real')).toBe(uses.DR);
      }),
    );
  });
});

describe('directionsOf', () => {
  it.each<[string, MovementKind, Direction[]]>([
    ['739211', 'real', ['D']],
    ['74119', 'real', ['D']],
    ['6419', 'real', ['R']],
    ['6459', 'real', ['R']],
    ['64111', 'real', ['D']],
    ['7067', 'real', ['R']],
    ['6811', 'real', []],
    ['6811', 'ordre', ['D']],
    ['777', 'ordre', ['R']],
    ['45441', 'real', ['D', 'R']],
    ['4544', 'real', ['D', 'R']],
    ['739', 'real', ['D']],
    ['515', 'real', []],
    ['999', 'real', []],
  ])('%s %s → %j', (nature, kind, directions) => {
    expect(developed.directionsOf(nature, kind)).toEqual(directions);
  });
});

describe('sectionOf', () => {
  it.each<[string, Section | null]>([
    ['001', 'I'],
    ['002', 'F'],
    ['021', 'I'],
    ['023', 'F'],
    ['024', 'I'],
    ['020', 'I'],
    ['022', 'F'],
    ['2031', 'I'],
    ['28031', 'I'],
    ['6811', 'F'],
    ['45441', 'I'],
    ['4544128', 'I'],
    ['1068', 'I'],
    ['62', 'F'],
    ['4544', 'I'],
    ['699', 'F'],
    ['099', null],
    ['515', null],
    ['', null],
  ])('of nature %j alone is %s', (nature, section) => {
    expect(developed.sectionOf({ ...line, nature })).toBe(section);
  });

  it.each<[string, Partial<typeof line> | object, Section]>([
    ['the chapter by function', { nature: '45411', chapitre_vote: '905' }, 'I'],
    ['the chapter by function', { chapitre_vote: '9344' }, 'F'],
    ['the chapter by nature', { chapitre: '013' }, 'F'],
    [
      'the account, where a bare function stands for a chapter',
      { nature: '45411', chapitre_vote: '65' },
      'I',
    ],
    ['the voted chapter, where the account says nothing', { nature: '999', chapitre_vote: '65' }, 'F'],
    ['the chapter that begins the voted one', { nature: '999', chapitre_vote: '4544128' }, 'I'],
    ['the chapter that begins the voted one', { nature: '999', chapitre_vote: '93020' }, 'F'],
    ['the function of a vote by function', { nature: '999', fonction: '90325' }, 'I'],
    ['the function of a vote by function', { nature: '999', fonction: '93020' }, 'F'],
  ])('follows %s', (_, part, section) => {
    expect(developed.sectionOf({ ...line, ...part })).toBe(section);
  });

  it('does not take a function for a chapter', () => {
    expect(developed.sectionOf({ ...line, nature: '999', fonction: '020' })).toBeNull();
  });
});

describe('fonctionOf', () => {
  it.each<[string | null, string | null, boolean, string | null]>([
    ['93020', '930', true, '020'],
    ['90325', '903', true, '325'],
    ['934213', '934', true, '4213'],
    ['9064', '906', true, '64'],
    ['930', '930', true, '0'],
    ['93441', '9344', true, '441'],
    ['9013', '13', true, '13'],
    ['93020', '930', false, '020'],
    ['93020', null, true, '020'],
    ['93020', '011', false, '93020'],
    ['922', '922', true, null],
    ['946', '946', true, null],
    ['953', '953', false, null],
    ['93', '931', true, null],
    ['020', '011', false, '020'],
    ['020', '930', true, '020'],
    ['9', '930', true, '9'],
    ['9', '011', false, '9'],
    [null, '930', true, null],
    ['', null, false, null],
  ])('%j in chapter %j (voted by function: %j) → %j', (fonction, chapter, voted, expected) => {
    expect(developed.fonctionOf(fonction, chapter, voted)).toBe(expected);
  });

  it('is settled once: normalising twice changes nothing', () => {
    const codes = developed.plan.fonctions.map(({ code }) => code);
    fc.assert(
      fc.property(fc.constantFrom(...codes), (code) => {
        const once = developed.fonctionOf(code, null, true);
        expect(developed.fonctionOf(once, null, true)).toBe(once);
      }),
    );
  });
});

describe.skipIf(!reference.present)('on real documents', () => {
  it('gives every line of Montpellier 2018, voted by function, a chapter, a section and its function', async () => {
    const text = new TextDecoder('latin1').decode(await reference.bytes('totem/montpellier-ca-2018-m57.xml'));
    const rows = text.split('<LigneBudget>').slice(1);
    expect(rows).toHaveLength(1697);
    const functions = new Set(
      plan2018.plan.fonctions.filter(({ axis }) => axis === 'reference').map(({ code }) => code),
    );
    const seen = new Map<string, string | null>();
    for (const row of rows) {
      const value = (name: string) => new RegExp(`<${name} V="([^"]*)"`).exec(row)?.[1] ?? null;
      const raw = value('Fonction');
      const vote = value('ContFon');
      const nature = value('Nature') ?? '';
      const direction = value('CodRD') as Direction;
      const kind = value('OpBudg') === '1' ? 'ordre' : 'real';
      const chapitre = plan2018.chapterOf(nature, direction, kind, vote);
      const fonction = plan2018.fonctionOf(raw, vote, true);
      const section = plan2018.sectionOf({
        nature,
        direction,
        kind,
        chapitre,
        chapitre_vote: vote,
        fonction,
      });

      expect(chapitre, `${nature} ${direction} ${kind}`).not.toBeNull();
      // Independent: what the codes of a vote by function mean, and the accounts of the balance carried forward.
      const expected: Section = /^9[02]|^95[014]/.test(raw ?? '') || nature === '001' ? 'I' : 'F';
      expect(section, row).toBe(expected);
      if (raw) seen.set(raw, fonction);
      if (fonction !== null) expect(functions.has(fonction), `${raw} → ${fonction}`).toBe(true);
    }
    expect(Object.fromEntries(seen)).toMatchObject({
      '93020': '020',
      '90325': '325',
      '9064': '64',
      '934213': '4213',
      '904221': '4221',
      '9330': '30',
      '93': null,
      '926': null,
      '946': null,
      '954': null,
    });
    expect(
      [...seen]
        .filter(([, fonction]) => fonction === null)
        .map(([raw]) => raw)
        .sort(),
    ).toEqual([
      '921',
      '922',
      '923',
      '925',
      '926',
      '93',
      '940',
      '941',
      '942',
      '943',
      '944',
      '945',
      '946',
      '951',
      '953',
      '954',
    ]);
  });

  it('gives every line of Morbihan 2021 a section and, save for APA and RSA, the chapter it was voted in', async () => {
    const text = new TextDecoder().decode(await reference.bytes('scdl/morbihan-ca-2021-m57.csv'));
    const rows = text.trim().split(/\r?\n/).slice(1).map(cells);
    expect(rows).toHaveLength(1273);
    let withoutSection = 0;
    for (const row of rows) {
      const [vote, nature, fonction, stated] = [row[4] || null, row[6] ?? '', row[8] || null, row[11]];
      const direction = row[13]?.startsWith('d') ? 'D' : 'R';
      const kind = row[12] === 'ordre' ? 'ordre' : 'real';
      const chapitre = plan2021.chapterOf(nature, direction, kind, vote);
      const section = plan2021.sectionOf({
        nature,
        direction,
        kind,
        chapitre,
        chapitre_vote: vote,
        fonction,
      });
      if (!stated) withoutSection += 1;
      // The lines without a section are operations for third parties (454) and two purchases of equipment (21578).
      expect(section, row.join()).toBe(stated ? stated[0]?.toUpperCase() : 'I');
      if (vote?.startsWith('454')) expect(chapitre).toBe(nature);
      else if (vote === '016' || vote === '017') expect(chapitre).not.toBeNull();
      else if (vote) expect(chapitre, row.join()).toBe(vote);
      else expect(chapitre).toBe('21');
      expect(plan2021.fonctionOf(fonction, vote, false)).toBe(fonction);
    }
    expect(withoutSection).toBe(57);
  });
});

/** Cells of a CSV line; quotes hold commas only. */
function cells(row: string): string[] {
  return [...row.matchAll(/("[^"]*"|[^,]*)(,|$)/g)].map(([, cell = '']) => cell.replaceAll('"', ''));
}
