import { NATURE_USES, type Chapter, type Fonction, type Nature, type Plan } from './plan';

/**
 * The compact form in which a plan is shipped: text, one entry a line, tab separated, so that a new year shows as
 * a short difference. A section is a line "[name]", a line of column names, and its entries in plan order.
 * Codes and labels hold no tab or line break (the reader of the official XML makes sure of it).
 */
const COLUMNS = {
  plan: ['norm', 'declension', 'year'],
  chapters: ['code', 'axis', 'section', 'type', 'special', 'label'],
  natures: ['code', 'parent', ...NATURE_USES, 'deleted', 'label'],
  fonctions: ['code', 'parent', 'axis', 'label'],
} as const;
type SectionName = keyof typeof COLUMNS;
type Row = Record<string, string>;

/** Writes a plan; `decodePlan` gives back an equal one. Throws where a value would break the format. */
export function encodePlan(plan: Plan): string {
  const rows: Record<SectionName, Row[]> = {
    plan: [{ norm: plan.norm, declension: plan.declension, year: String(plan.year) }],
    chapters: plan.chapters.map((chapter) => ({ ...chapter, special: flag(chapter.special) })),
    natures: plan.natures.map(({ uses, deleted, parent, ...nature }) => ({
      ...nature,
      ...uses,
      parent: parent ?? '',
      deleted: flag(deleted),
    })),
    fonctions: plan.fonctions.map((fonction) => ({ ...fonction, parent: fonction.parent ?? '' })),
  };
  return (Object.keys(COLUMNS) as SectionName[])
    .map((name) => {
      const columns = COLUMNS[name];
      const lines = rows[name].map((row) => columns.map((column) => plain(row[column] ?? '')).join('\t'));
      return [`[${name}]`, columns.join('\t'), ...lines, ''].join('\n');
    })
    .join('');
}

/** Reads what `encodePlan` wrote. Throws with the line number on anything else: a seed is ours, so it is a bug. */
export function decodePlan(text: string): Plan {
  const rows = readSections(text);
  const [head] = rows.plan;
  if (!head) throw new Error('plan seed: no [plan]');
  const { norm, declension, year } = head as Record<(typeof COLUMNS.plan)[number], string>;
  return {
    id: `${declension}-${year}`,
    norm,
    declension,
    year: Number(year),
    chapters: rows.chapters.map((row) => ({ ...row, special: row['special'] === '1' }) as Chapter),
    natures: rows.natures.map(toNature),
    fonctions: rows.fonctions.map((row) => ({ ...row, parent: row['parent'] || null }) as Fonction),
  };
}

function readSections(text: string): Record<SectionName, Row[]> {
  const sections: Record<SectionName, Row[]> = { plan: [], chapters: [], natures: [], fonctions: [] };
  const lines = text.split('\n');
  let name: SectionName | null = null;
  for (let index = 0; index < lines.length - 1; index += 1) {
    const line = lines[index] ?? '';
    const opened = /^\[(\w+)\]$/.exec(line)?.[1];
    if (opened && opened in sections) {
      name = opened as SectionName;
      index += 1;
      if (lines[index] !== COLUMNS[name].join('\t'))
        throw new Error(`plan seed, line ${index + 1}: columns of ${name}`);
      continue;
    }
    const cells = line.split('\t');
    if (!name || cells.length !== COLUMNS[name].length)
      throw new Error(`plan seed, line ${index + 1}: ${line}`);
    sections[name].push(Object.fromEntries(COLUMNS[name].map((column, rank) => [column, cells[rank] ?? ''])));
  }
  return sections;
}

function toNature(row: Row): Nature {
  const uses: Nature['uses'] = {};
  for (const use of NATURE_USES) if (row[use]) uses[use] = row[use];
  const { code = '', label = '' } = row;
  return { code, label, parent: row['parent'] || null, uses, deleted: row['deleted'] === '1' };
}

function flag(value: boolean): string {
  return value ? '1' : '';
}

function plain(value: string): string {
  if (/[\t\n\r]/.test(value)) throw new Error(`plan seed: tab or line break in ${JSON.stringify(value)}`);
  return value;
}
