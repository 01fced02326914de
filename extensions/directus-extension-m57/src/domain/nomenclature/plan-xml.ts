import { SaxesParser } from 'saxes';
import { InputError, type Issue, type Messages } from '../issue';
import { decodeXml } from './decode-xml';
import { NATURE_USES, type Chapter, type Fonction, type Nature, type Plan } from './plan';

type Attributes = Record<string, string>;
type Position = { line: number; column: number | null };

/** What an official file can state wrongly of itself, as whoever imports it corrects it. */
export interface PlanCorrection {
  declension?: string;
  year?: number;
}

/** Official plans nest six accounts; a file of opening tags only must not fill the memory. */
const DEEPEST = 50;
/** As wide as the columns that hold them. */
const CODE = /^[0-9A-Za-z]{1,20}$/;
const CHAPTER_CODE = /^[0-9A-Za-z]{1,10}$/;
const LONGEST_LABEL = 255;

/**
 * Reads an official chart of accounts, as the State publishes it ("plan de comptes": `Nomenclature` with
 * `Nature` and `Fonction`). The nesting of accounts becomes `parent`; accounts marked `Supprime` are kept as
 * deleted; labels are put on one line. The year and declension are those of `correction`, else those the file
 * states, which may be wrong: `stated` is for whoever imports it to see.
 *
 * Bytes are decoded as their byte order mark or XML declaration says. Throws InputError with line and column
 * on XML that is not well formed, on any DTD (an official plan has none, and entities are a way to attack), and
 * on a document that is not an M57 plan. Warnings are about what was read all the same.
 */
export function readPlanXml(
  source: Uint8Array | string,
  correction: PlanCorrection = {},
): { plan: Plan; stated: string; warnings: Issue[] } {
  const text = typeof source === 'string' ? source.replace(/^\uFEFF/, '') : decodeXml(source);
  const parser = new SaxesParser();
  const build = new PlanBuilder(correction);
  let start: Position = { line: 1, column: 1 };

  parser.on('error', ({ message }) => {
    const reason = message.replace(/^\d+:\d+: /, '');
    fail('PLAN_XML_INVALID', { line: parser.line, column: parser.column + 1 }, { reason });
  });
  parser.on('doctype', () => fail('PLAN_XML_DOCTYPE', { line: parser.line, column: null }));
  parser.on('opentagstart', ({ name }) => (start = startOfTag(parser, name)));
  parser.on('opentag', ({ name, attributes }) => build.open(name, attributes, start));
  parser.on('closetag', () => build.close());
  parser.write(text).close();
  return build.finish();
}

class PlanBuilder {
  private head: Pick<Plan, 'id' | 'norm' | 'declension' | 'year'> | null = null;
  private readonly path: { name: string; code: string | null }[] = [];
  private readonly chapters = new Map<string, Chapter>();
  private readonly natures = new Map<string, Nature>();
  private readonly fonctions = new Map<string, Fonction>();
  private readonly at = new Map<string, Position>();
  private readonly warnings: Issue[] = [];
  private stated = '';

  constructor(private readonly correction: PlanCorrection) {}

  open(name: string, attributes: Attributes, position: Position): void {
    const parent = this.path.at(-1);
    if (!parent) {
      this.head = readHead(name, attributes, this.correction, position);
      this.stated = `${attributes['Declinaison']}-${attributes['Exer']}`;
    }
    if (this.path.length >= DEEPEST) fail('PLAN_TOO_DEEP', position);
    let code: string | null = null;
    if (name === 'Chapitre' || name === 'Compte' || name === 'RefFonc') {
      code = required(attributes, 'Code', name, position);
      if (!CODE.test(code)) fail('PLAN_CODE_INVALID', position, { code: code.slice(0, 40) });
      const entry = {
        code,
        label: (attributes['Libelle'] ?? '').replace(/\s+/g, ' ').trim().slice(0, LONGEST_LABEL),
        parent: parent?.name === name ? parent.code : null,
      };
      const byNature = this.path[1]?.name === 'Nature';
      if (name === 'Chapitre')
        this.add(this.chapters, readChapter(entry, byNature, attributes, position), position);
      else if (name === 'RefFonc') this.add(this.fonctions, { ...entry, axis: 'reference' }, position);
      else if (!byNature) this.add(this.fonctions, { ...entry, axis: 'voted' }, position);
      else if (this.add(this.natures, readNature(entry, attributes, position), position))
        this.at.set(code, position);
    }
    this.path.push({ name, code });
  }

  close(): void {
    this.path.pop();
  }

  finish(): { plan: Plan; stated: string; warnings: Issue[] } {
    if (!this.head || !this.natures.size || !this.chapters.size) fail('PLAN_EMPTY');
    for (const { code, uses } of this.natures.values())
      for (const chapter of new Set(Object.values(uses)))
        if (!this.chapters.has(chapter))
          this.warn('PLAN_CHAPTER_UNKNOWN', this.at.get(code), { code, chapter });
    const { declension, year } = this.head;
    if (year < 2022 !== (declension === 'M57'))
      this.warn('PLAN_YEAR_DOUBTFUL', undefined, { declension, year });
    return {
      plan: {
        ...this.head,
        chapters: [...this.chapters.values()],
        natures: [...this.natures.values()],
        fonctions: [...this.fonctions.values()],
      },
      stated: this.stated,
      warnings: this.warnings,
    };
  }

  private add<T extends { code: string }>(known: Map<string, T>, entry: T, position: Position): boolean {
    if (known.has(entry.code)) {
      this.warn('PLAN_CODE_TWICE', position, { code: entry.code });
      return false;
    }
    known.set(entry.code, entry);
    return true;
  }

  private warn(code: string, position: Position | undefined, params: Issue['params']): void {
    this.warnings.push({ code, line: position?.line ?? null, column: position?.column ?? null, params });
  }
}

function readHead(name: string, attributes: Attributes, correction: PlanCorrection, position: Position) {
  if (name !== 'Nomenclature') fail('PLAN_NOT_A_PLAN', position, { root: name });
  const norm = required(attributes, 'Norme', name, position);
  const stated = required(attributes, 'Declinaison', name, position);
  const exer = required(attributes, 'Exer', name, position);
  if (norm !== 'M57') fail('PLAN_NORM_REFUSED', position, { norm });
  const declension = correction.declension ?? stated;
  const year = correction.year ?? (/^(19|20)\d\d$/.test(exer) ? Number(exer) : null);
  if (year === null) return fail('PLAN_YEAR_INVALID', position, { year: exer.slice(0, 40) });
  if (!/^M57(_[A-Z])?$/.test(declension))
    fail('PLAN_DECLENSION_INVALID', position, { declension: declension.slice(0, 40) });
  return { id: `${declension}-${year}`, norm, declension, year };
}

function readChapter(
  { code, label }: { code: string; label: string },
  byNature: boolean,
  attributes: Attributes,
  position: Position,
): Chapter {
  const section = attributes['Section'];
  if (section !== 'F' && section !== 'I')
    return fail('PLAN_SECTION_INVALID', position, { code, section: section ?? '' });
  return {
    code,
    label,
    axis: byNature ? 'nature' : 'fonction',
    section,
    type: (attributes['TypeChapitre'] ?? '').trim().slice(0, 4),
    special: attributes['Special'] === '1',
  };
}

function readNature(
  entry: Pick<Nature, 'code' | 'label' | 'parent'>,
  attributes: Attributes,
  position: Position,
): Nature {
  const uses: Nature['uses'] = {};
  for (const use of NATURE_USES) {
    const chapter = attributes[use]?.trim();
    if (chapter && !CHAPTER_CODE.test(chapter))
      fail('PLAN_CODE_INVALID', position, { code: chapter.slice(0, 40) });
    if (chapter) uses[use] = chapter;
  }
  return { ...entry, uses, deleted: attributes['Supprime'] === '1' };
}

function required(attributes: Attributes, attribute: string, element: string, position: Position): string {
  return attributes[attribute]?.trim() || fail('PLAN_ATTRIBUTE_MISSING', position, { element, attribute });
}

/** saxes tells where it is just after the name and the character that ends it. */
function startOfTag({ line, column }: SaxesParser, name: string): Position {
  const endsWithLineBreak = column === 0;
  return endsWithLineBreak ? { line: line - 1, column: null } : { line, column: column - name.length - 1 };
}

function fail(
  code: string,
  { line, column }: { line: number | null; column: number | null } = { line: null, column: null },
  params: Issue['params'] = {},
): never {
  throw new InputError({ code, line, column, params });
}

export const planXmlMessages: Messages = {
  PLAN_ENCODING_UNKNOWN: {
    fr: ({ encoding }) =>
      `Le fichier annonce l'encodage « ${encoding} », qui n'est pas lu ici : enregistrez-le en UTF-8.`,
    en: ({ encoding }) =>
      `The file declares the encoding "${encoding}", which is not read here: save it as UTF-8.`,
  },
  PLAN_ENCODING_INVALID: {
    fr: ({ encoding }) =>
      `Cet octet n'est pas du ${encoding} : l'encodage annoncé n'est pas celui du fichier. Téléchargez-le de nouveau.`,
    en: ({ encoding }) =>
      `This byte is not ${encoding}: the file is not in the encoding it declares. Download it again.`,
  },
  PLAN_XML_INVALID: {
    fr: ({ reason }) =>
      `Le XML est mal formé (${reason}) : le fichier est tronqué ou abîmé, téléchargez-le de nouveau.`,
    en: ({ reason }) =>
      `The XML is not well formed (${reason}): the file is truncated or damaged, download it again.`,
  },
  PLAN_XML_DOCTYPE: {
    fr: () =>
      `Le fichier contient une DTD (DOCTYPE), refusée par sécurité : un plan de comptes officiel n'en a pas.`,
    en: () => `The file holds a DTD (DOCTYPE), refused for safety: an official chart of accounts has none.`,
  },
  PLAN_NOT_A_PLAN: {
    fr: ({ root }) =>
      `La racine est « ${root} » : ce n'est pas un plan de comptes officiel (racine « Nomenclature »).`,
    en: ({ root }) =>
      `The root is "${root}": this is not an official chart of accounts (root "Nomenclature").`,
  },
  PLAN_NORM_REFUSED: {
    fr: ({ norm }) => `Ce plan suit la nomenclature ${norm} : seule la M57 est prise en charge.`,
    en: ({ norm }) => `This plan follows the nomenclature ${norm}: only M57 is supported.`,
  },
  PLAN_YEAR_INVALID: {
    fr: ({ year }) => `L'exercice « ${year} » n'est pas une année (attribut Exer).`,
    en: ({ year }) => `The year "${year}" is not a year (attribute Exer).`,
  },
  PLAN_YEAR_DOUBTFUL: {
    fr: ({ declension, year }) =>
      `Le plan est donné pour ${declension} ${year}, or les plans M57_A, M57_D et M57_P existent depuis 2022 et remplacent M57 : vérifiez l’exercice, et corrigez-le si besoin.`,
    en: ({ declension, year }) =>
      `The plan is given for ${declension} ${year}, yet the plans M57_A, M57_D and M57_P exist since 2022 and replace M57: check the year, and correct it if need be.`,
  },
  PLAN_DECLENSION_INVALID: {
    fr: ({ declension }) =>
      `La déclinaison « ${declension} » n’est pas de la M57 : M57, M57_A, M57_D ou M57_P attendu.`,
    en: ({ declension }) =>
      `The declension "${declension}" is not of M57: M57, M57_A, M57_D or M57_P expected.`,
  },
  PLAN_CORRECTION_INVALID: {
    fr: ({ nomenclature }) =>
      `« ${nomenclature} » ne corrige pas un plan de comptes : écrivez la déclinaison et l’année, par exemple M57_D-2026.`,
    en: ({ nomenclature }) =>
      `"${nomenclature}" does not correct a chart of accounts: write the declension and the year, such as M57_D-2026.`,
  },
  PLAN_CODE_INVALID: {
    fr: ({ code }) =>
      `Le code « ${code} » n’est pas un code de plan de comptes (20 chiffres ou lettres au plus, 10 pour un chapitre).`,
    en: ({ code }) =>
      `The code "${code}" is not one of a chart of accounts (at most 20 digits or letters, 10 for a chapter).`,
  },
  PLAN_TOO_DEEP: {
    fr: () => `Les comptes sont emboîtés sur plus de ${DEEPEST} niveaux : ce n’est pas un plan officiel.`,
    en: () => `Accounts are nested more than ${DEEPEST} deep: this is not an official plan.`,
  },
  PLAN_TOO_LARGE: {
    fr: ({ limit }) =>
      `Le fichier dépasse ${limit} Mo une fois décompressé : un plan de comptes officiel en fait moins d’un.`,
    en: ({ limit }) =>
      `The file is larger than ${limit} MB once unpacked: an official chart of accounts has less than one.`,
  },
  PLAN_ATTRIBUTE_MISSING: {
    fr: ({ element, attribute }) => `L'élément « ${element} » n'a pas d'attribut « ${attribute} ».`,
    en: ({ element, attribute }) => `The element "${element}" has no attribute "${attribute}".`,
  },
  PLAN_SECTION_INVALID: {
    fr: ({ code, section }) => `Le chapitre ${code} a pour section « ${section} » : F ou I attendu.`,
    en: ({ code, section }) => `Chapter ${code} has the section "${section}": F or I expected.`,
  },
  PLAN_EMPTY: {
    fr: () => `Le fichier ne contient aucun compte par nature ou aucun chapitre.`,
    en: () => `The file holds no account by nature or no chapter.`,
  },
  PLAN_CODE_TWICE: {
    fr: ({ code }) => `Le code ${code} est défini deux fois : la première définition est gardée.`,
    en: ({ code }) => `Code ${code} is defined twice: the first definition is kept.`,
  },
  PLAN_CHAPTER_UNKNOWN: {
    fr: ({ code, chapter }) =>
      `Le compte ${code} renvoie au chapitre ${chapter}, que le plan ne définit pas.`,
    en: ({ code, chapter }) =>
      `Account ${code} points to chapter ${chapter}, which the plan does not define.`,
  },
};
