import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plan } from '../extensions/directus-extension-m57/src/domain/nomenclature/plan';
import { encodePlan } from '../extensions/directus-extension-m57/src/domain/nomenclature/plan-seed';
import { readPlanXml } from '../extensions/directus-extension-m57/src/domain/nomenclature/plan-xml';

/** The plans that are shipped; an admin imports the others from the XML that the State publishes. */
const SHIPPED = ['M57-2018', 'M57-2021', 'M57_A-2024', 'M57_D-2024'];
const target = fileURLToPath(new URL('../seeds/nomenclatures/', import.meta.url));

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error('Usage: npm run seeds -- <folder of official plan XML files>');
  process.exit(1);
}

await mkdir(target, { recursive: true });
const index: (Pick<Plan, 'id' | 'norm' | 'declension' | 'year'> &
  Record<'natures' | 'fonctions' | 'chapters', number>)[] = [];
for (const name of (await readdir(folder)).filter((file) => file.endsWith('.xml')).sort()) {
  const { plan, warnings } = readPlanXml(await readFile(path.join(folder, name)));
  for (const { code, line, params } of warnings)
    console.warn(`${name}:${line ?? '-'} ${code} ${JSON.stringify(params)}`);
  if (!SHIPPED.includes(plan.id)) continue;
  await writeFile(path.join(target, `${plan.id}.tsv`), encodePlan(plan));
  const { id, norm, declension, year } = plan;
  const fonctions = plan.fonctions.filter(({ axis }) => axis === 'reference').length;
  index.push({
    id,
    norm,
    declension,
    year,
    natures: plan.natures.length,
    fonctions,
    chapters: plan.chapters.length,
  });
}
const missing = SHIPPED.filter((id) => !index.some((entry) => entry.id === id));
if (missing.length) throw new Error(`No file in ${folder} holds ${missing.join(', ')}`);
index.sort((a, b) => (a.id < b.id ? -1 : 1));
await writeFile(path.join(target, 'index.json'), `${JSON.stringify(index, null, 2)}\n`);
console.table(index);
