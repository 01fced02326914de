import { createWriteStream, readFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { seededRandom } from '../../extensions/directus-extension-m57/src/domain/demo-town/random';
import { decodePlan } from '../../extensions/directus-extension-m57/src/domain/nomenclature/plan-seed';
import { root } from '../../scripts/node22.mjs';

const PLAN = path.join(root, 'seeds', 'nomenclatures', 'M57_D-2024.tsv');
const HEADER =
  'BGT_NATDEC,BGT_ANNEE,BGT_SIRET,BGT_NOM,BGT_CONTNAT,BGT_CONTNAT_LABEL,BGT_NATURE,BGT_NATURE_LABEL,' +
  'BGT_FONCTION,BGT_FONCTION_LABEL,BGT_OPERATION,BGT_SECTION,BGT_OPBUDG,BGT_CODRD,BGT_MTREAL,BGT_MTBUDGPREC,' +
  'BGT_MTRARPREC,BGT_MTPROPNOUV,BGT_MTPREV,BGT_CREDOUV,BGT_MTRAR3112,BGT_ARTSPE';

/** What the plan calls an allowed use of an account, in the words of SCDL. */
const USES = { DR: ['réel', 'dépense'], RR: ['réel', 'recette'], DOES: ['ordre', 'dépense'] } as const;

/** A town's own size: a file of a million lines has no more codings than one of a thousand. */
const CODINGS = 2_000;

/** Writes an SCDL account file of one authority, piece by piece; the same for the same SIRET and number of lines. */
export async function writeScdl(file: string, siret: string, lines: number): Promise<void> {
  await pipeline(pieces(siret, lines), createWriteStream(file));
}

function* pieces(siret: string, lines: number): Generator<string> {
  const random = seededRandom(57);
  const below = (limit: number) => Math.floor(random() * limit);
  const euros = (limit: number) => (below(limit * 100) / 100).toFixed(2);
  const codings = distinctCodings(below);
  const head = `Compte administratif,2024,${siret},COMMUNE DE MESURE`;
  let piece = `${HEADER}\r\n`;
  for (let line = 0; line < lines; line += 1) {
    // As in a real ledger, some codings are used all the time and most of them seldom.
    const coding = codings[Math.floor(random() ** 2 * codings.length)]!;
    const opened = `${below(1_000) * 100}`;
    const carriedOver = below(10) === 0 ? euros(5_000) : '0';
    piece += `${head},${coding},${euros(90_000)},${euros(90_000)},0,,${opened},${opened},${carriedOver},non spécialisé\r\n`;
    if (line % 1_000 === 999) {
      yield piece;
      piece = '';
    }
  }
  yield piece;
}

/** The cells from BGT_CONTNAT to BGT_CODRD, from the official plan: each is accepted without a warning. */
function distinctCodings(below: (limit: number) => number): string[] {
  const { chapters, natures, fonctions } = decodePlan(readFileSync(PLAN, 'utf8'));
  const chapterOf = new Map(chapters.map((chapter) => [chapter.code, chapter]));
  const usable = natures.filter(({ uses, deleted }) => !deleted && (uses.DR || uses.RR || uses.DOES));
  const reference = fonctions.filter(({ axis }) => axis === 'reference');
  const codings = new Set<string>();
  while (codings.size < CODINGS) {
    const nature = usable[below(usable.length)]!;
    const fonction = reference[below(reference.length)]!;
    const [use, words] = Object.entries(USES).find(([name]) => name in nature.uses)!;
    const chapter = chapterOf.get(nature.uses[use as keyof typeof USES]!)!;
    const section = chapter.section === 'F' ? 'fonctionnement' : 'investissement';
    const labelled = [chapter, nature, fonction].flatMap(({ code, label }) => [code, quoted(label)]);
    codings.add([...labelled, '', section, ...words].join(','));
  }
  return [...codings];
}

const quoted = (text: string) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
