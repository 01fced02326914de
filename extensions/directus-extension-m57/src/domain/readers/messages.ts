import type { Messages } from '../issue';

const OTHERS_FR: Record<string, string> = {
  zip: 'C’est une archive (ZIP) sans classeur lisible : extrayez-en le fichier. ',
  xls: 'C’est un ancien classeur Excel (XLS) ou un classeur protégé par un mot de passe : enregistrez-le en XLSX, sans mot de passe. ',
  pdf: 'C’est un PDF : demandez le fichier XML ou CSV d’où il vient. ',
};
const OTHERS_EN: Record<string, string> = {
  zip: 'This is an archive (ZIP) without a workbook that can be read: extract the file from it. ',
  xls: 'This is an old Excel workbook (XLS), or one under a password: save it as XLSX, without a password. ',
  pdf: 'This is a PDF: ask for the XML or CSV file that it comes from. ',
};

export const readerMessages: Messages = {
  EMPTY_FILE: {
    fr: () => 'Le fichier est vide. Exportez-le de nouveau.',
    en: () => 'The file is empty. Export it again.',
  },
  FORMAT_UNKNOWN: {
    fr: ({ found }) =>
      `Format non reconnu. ${OTHERS_FR[String(found)] ?? ''}Formats lus : document budgétaire TOTEM (XML), compte financier unique (XML), budget SCDL (CSV), balance comptable de la DGFiP (CSV), flux PES de dépense ou de recette (XML), plan de comptes officiel (XML), compressés (gzip) ou non ; export du grand livre (CSV ou XLSX) avec une ligne d’en-têtes, une colonne de comptes et une de montants.`,
    en: ({ found }) =>
      `Unknown format. ${OTHERS_EN[String(found)] ?? ''}Formats that are read: TOTEM document budgétaire (XML), compte financier unique (XML), SCDL budget (CSV), balance comptable of the DGFiP (CSV), PES flow of payment or revenue orders (XML), official chart of accounts (XML), gzipped or not; ledger export (CSV or XLSX) with a header row, a column of accounts and one of amounts.`,
  },
  GZIP_INVALID: {
    fr: () => 'Le fichier compressé est incomplet ou abîmé. Téléchargez-le ou exportez-le de nouveau.',
    en: () => 'The compressed file is incomplete or damaged. Download or export it again.',
  },
  GZIP_TOO_LARGE: {
    fr: () => 'Le fichier compressé contient anormalement de données : il est refusé par sécurité.',
    en: () => 'The compressed file expands abnormally: it is refused for safety.',
  },
  ENCODING_UNKNOWN: {
    fr: ({ encoding }) =>
      `L’encodage annoncé, « ${encoding} », est inconnu. Enregistrez le fichier en UTF-8.`,
    en: ({ encoding }) => `The declared encoding, "${encoding}", is unknown. Save the file as UTF-8.`,
  },
  ENCODING_INVALID: {
    fr: ({ byte }) =>
      `L’encodage est faux : l’octet ${byte} n’est pas de l’UTF-8 à cet endroit. Enregistrez tout le fichier en UTF-8, ou corrigez l’encodage annoncé.`,
    en: ({ byte }) =>
      `Wrong encoding: byte ${byte} is not UTF-8 at this place. Save the whole file as UTF-8, or correct the declared encoding.`,
  },
  XML_MALFORMED: {
    fr: ({ detail }) => `Le XML est incomplet ou mal formé (${detail}). Exportez de nouveau le document.`,
    en: ({ detail }) => `The XML is incomplete or not well-formed (${detail}). Export the document again.`,
  },
  XML_DOCTYPE: {
    fr: () =>
      'Le XML contient une déclaration DOCTYPE : refusé par sécurité. Aucun format de comptes n’en a.',
    en: () => 'The XML has a DOCTYPE declaration: refused for safety. No format of accounts has one.',
  },
  XML_TOO_DEEP: {
    fr: () => 'Le XML imbrique trop d’éléments : aucun format de comptes n’en a autant.',
    en: () => 'The XML nests too many elements: no format of accounts has as many.',
  },
  XML_TOO_MANY_ATTRIBUTES: {
    fr: () => 'Un élément du XML a trop d’attributs : aucun format de comptes n’en a autant.',
    en: () => 'An element of the XML has too many attributes: no format of accounts has as many.',
  },
  ROOT_UNEXPECTED: {
    fr: ({ name, expected }) => `L’élément racine est « ${name} » au lieu de « ${expected} ».`,
    en: ({ name, expected }) => `The root element is "${name}" instead of "${expected}".`,
  },
  NOMENCLATURE_UNSUPPORTED: {
    fr: ({ nomenclature, declared, before, several }) =>
      `Ce document suit la nomenclature ${nomenclature} (${declared}), et non M57. ${
        before
          ? 'Les documents d’avant M57 ont d’autres comptes et d’autres fonctions : ils ne peuvent pas être comparés. Saisissez à la main les chiffres d’un ancien exercice.'
          : 'Seuls les documents M57 sont lus.'
      }${several ? ' Si le fichier contient plusieurs collectivités, indiquez le SIRET de la vôtre.' : ''}`,
    en: ({ nomenclature, declared, before, several }) =>
      `This document follows ${nomenclature} (${declared}), not M57. ${
        before
          ? 'Documents from before M57 have other accounts and functions and cannot be compared. Enter the figures of a former year by hand.'
          : 'Only M57 documents are read.'
      }${several ? ' If the file holds several authorities, give the SIRET of yours.' : ''}`,
  },
  STAGE_UNKNOWN: {
    fr: ({ name, value }) =>
      `${name} : l’étape « ${value} » est inconnue. Attendu : budget primitif (01), décision modificative (02), budget supplémentaire (03), compte administratif (09), compte financier unique (10).`,
    en: ({ name, value }) =>
      `${name}: unknown stage "${value}". Expected: budget primitif (01), décision modificative (02), budget supplémentaire (03), compte administratif (09), compte financier unique (10).`,
  },
  VALUE_MISSING: {
    fr: ({ name }) => `${name} est obligatoire et manque ou est vide.`,
    en: ({ name }) => `${name} is required and is missing or empty.`,
  },
  VALUE_TWICE: {
    fr: ({ name }) => `${name} est donné deux fois : on ne sait lequel croire.`,
    en: ({ name }) => `${name} is given twice: there is no telling which is right.`,
  },
  VALUE_UNKNOWN: {
    fr: ({ name, value }) => `${name} : la valeur « ${value} » n’est pas prévue par le format.`,
    en: ({ name, value }) => `${name}: the format has no value "${value}".`,
  },
  CODE_INVALID: {
    fr: ({ name, value }) => `${name} : le code « ${value} » est illisible ou trop long.`,
    en: ({ name, value }) => `${name}: the code "${value}" is unreadable or too long.`,
  },
  SIRET_INVALID: {
    fr: ({ name, value }) =>
      `${name} : « ${value} » n’est pas un SIRET (14 chiffres). Un tableur l’a peut-être arrondi.`,
    en: ({ name, value }) =>
      `${name}: "${value}" is not a SIRET (14 digits). A spreadsheet may have rounded it.`,
  },
  YEAR_INVALID: {
    fr: ({ name, value }) => `${name} : « ${value} » n’est pas un exercice (quatre chiffres).`,
    en: ({ name, value }) => `${name}: "${value}" is not a year (four digits).`,
  },
  AMOUNT_INVALID: {
    fr: ({ name, value }) => `${name} : « ${value} » n’est pas un montant en euros et centimes.`,
    en: ({ name, value }) => `${name}: "${value}" is not an amount in euros and cents.`,
  },
  AMOUNT_MISSING: {
    fr: () => 'Cette ligne n’a aucun montant.',
    en: () => 'This line has no amount at all.',
  },
  NO_LINES: {
    fr: () => 'Le fichier n’a aucune ligne budgétaire.',
    en: () => 'The file has no budget line.',
  },
  GRID_HEADER: {
    fr: () =>
      'Aucune ligne de ce tableau ne nomme ses colonnes : écrivez leurs titres au-dessus des données.',
    en: () => 'No row of this table names its columns: write their titles above the data.',
  },
  COLUMNS_MISSING: {
    fr: ({ columns }) =>
      `Il manque des colonnes dans ce fichier : ${columns}. Exportez-le de nouveau sans en retirer.`,
    en: ({ columns }) => `Columns are missing in this file: ${columns}. Export it again with all of them.`,
  },
  COLUMN_TWICE: {
    fr: ({ name }) => `La colonne ${name} est présente deux fois.`,
    en: ({ name }) => `Column ${name} is there twice.`,
  },
  ROW_LENGTH: {
    fr: ({ expected, found }) =>
      `Cette ligne a ${found} cellules au lieu de ${expected} : un séparateur en trop ou une fin de fichier coupée.`,
    en: ({ expected, found }) =>
      `This row has ${found} cells instead of ${expected}: a stray delimiter, or a file cut short.`,
  },
  CSV_QUOTE_UNCLOSED: {
    fr: () => 'Le guillemet ouvert ici n’est jamais fermé.',
    en: () => 'The quote opened here is never closed.',
  },
  CSV_QUOTE_MISPLACED: {
    fr: () => 'Du texte suit un guillemet fermant : doublez les guillemets à l’intérieur d’une cellule.',
    en: () => 'Text follows a closing quote: double the quotes inside a cell.',
  },
  CSV_ROW_TOO_LONG: {
    fr: () => 'Cette ligne dépasse un million de caractères : ce n’est pas un budget en CSV.',
    en: () => 'This row exceeds a million characters: it is no budget in CSV.',
  },
  BUDGETS_MIXED: {
    fr: ({ first, other, siret }) =>
      `Le SIRET ${siret} porte ici deux noms, « ${first} » et « ${other} » : SCDL n’a pas de code de budget, leurs lignes sont lues ensemble. Séparez-les si ce sont deux budgets.`,
    en: ({ first, other, siret }) =>
      `SIRET ${siret} has two names here, "${first}" and "${other}": SCDL has no budget code, so their lines are read together. Split the file if they are two budgets.`,
  },
  DRAFT_BUDGET: {
    fr: ({ label, exercice }) =>
      `« ${label} » ${exercice} est marqué comme un projet de budget : vérifiez qu’il s’agit bien du document voté.`,
    en: ({ label, exercice }) =>
      `"${label}" ${exercice} is marked as a draft budget: check that it is the document that was voted.`,
  },
  BUDGET_EMPTY: {
    fr: ({ label }) => `Le budget « ${label} » n’a aucune ligne : il est laissé de côté.`,
    en: ({ label }) => `Budget "${label}" has no line: it is left out.`,
  },
  SIRET_ABSENT: {
    fr: ({ siret }) =>
      `Aucune ligne de ce fichier ne porte le SIRET ${siret}. Vérifiez le SIRET (celui du budget, avec ses 14 chiffres) et l’année du fichier.`,
    en: ({ siret }) =>
      `No row of this file bears the SIRET ${siret}. Check the SIRET (that of the budget, with its 14 digits) and the year of the file.`,
  },
  BALANCE_IDENTITY: {
    fr: ({ nature }) =>
      `Compte ${nature} : le solde n’est pas celui que donnent la balance d’entrée et les opérations. Le fichier a peut-être été modifié ou coupé.`,
    en: ({ nature }) =>
      `Account ${nature}: the closing balance is not what the opening one and the operations make. The file may have been changed or cut.`,
  },
  PES_TOTAL: {
    fr: ({ bordereau, total, lines }) =>
      `Le bordereau ${bordereau} annonce ${total} €, ses lignes font ${lines} €. Les lignes sont gardées ; vérifiez qu’il est complet.`,
    en: ({ bordereau, total, lines }) =>
      `Bordereau ${bordereau} announces ${total} €, its lines make ${lines} €. The lines are kept; check that it is complete.`,
  },
  ROW_TOTAL: {
    fr: ({ words }) =>
      `Cette ligne (« ${words} ») semble être un total : si elle l’est, ses montants comptent deux fois. Retirez-la du fichier.`,
    en: ({ words }) =>
      `This row ("${words}") looks like a total: if it is one, its amounts count twice. Take it out of the file.`,
  },
  MISSING_FONCTION: {
    fr: ({ label, exercice, lines }) =>
      `« ${label} » ${exercice} : ${lines} ligne(s) sans fonction, alors que les autres en ont une. Aucune règle par fonction ne les trouvera ; complétez-les dans le logiciel financier.`,
    en: ({ label, exercice, lines }) =>
      `"${label}" ${exercice}: ${lines} line(s) without a function, though others have one. No rule by function will find them; complete them in the finance software.`,
  },
  NO_CENTS: {
    fr: ({ label, exercice, total }) =>
      `« ${label} » ${exercice} : aucun montant réalisé n’a de centimes. Le fichier est peut-être arrondi à l’euro, ou écrit en centimes : vérifiez l’ordre de grandeur (${total} € en tout).`,
    en: ({ label, exercice, total }) =>
      `"${label}" ${exercice}: no realised amount has cents. The file may be rounded to the euro, or written in centimes: check the order of magnitude (${total} € in all).`,
  },
  XLSX_INVALID: {
    fr: () =>
      'Le classeur XLSX est incomplet, abîmé ou protégé. Ouvrez-le et enregistrez-le de nouveau, ou enregistrez la feuille en CSV.',
    en: () =>
      'The XLSX workbook is incomplete, damaged or protected. Open it and save it again, or save the sheet as CSV.',
  },
  XLSX_TOO_LARGE: {
    fr: () =>
      'Le classeur XLSX est trop grand, ou contient anormalement de données : il est refusé par sécurité. Enregistrez la feuille en CSV.',
    en: () =>
      'The XLSX workbook is too large, or expands abnormally: it is refused for safety. Save the sheet as CSV.',
  },
  MAPPING_INCOMPLETE: {
    fr: ({ missing }) =>
      `Ce fichier ne suffit pas : il manque ${fieldNames(missing, FIELDS_FR, ' et ')}. Dites quelle colonne le contient, ou donnez-le pour tout le fichier.`,
    en: ({ missing }) =>
      `This file does not tell all: ${fieldNames(missing, FIELDS_EN, ' and ')} missing. Say which column holds it, or give it for the whole file.`,
  },
  MAPPING_COLUMN: {
    fr: ({ field, column, width }) =>
      `La correspondance place « ${field} » dans la colonne ${column}, et ce tableau en a ${width}. Choisissez une autre colonne.`,
    en: ({ field, column, width }) =>
      `The mapping puts "${field}" in column ${column}, and this table has ${width}. Choose another column.`,
  },
  MAPPING_HEADER: {
    fr: ({ header }) => `La ligne d’en-têtes ${header} n’existe pas dans ce tableau. Indiquez sa ligne.`,
    en: ({ header }) => `There is no header row ${header} in this table. Give its line.`,
  },
  MAPPING_SHEET: {
    fr: ({ sheet, sheets }) =>
      `La feuille « ${sheet} » n’est pas dans ce classeur (${sheets}). Choisissez l’une d’elles.`,
    en: ({ sheet, sheets }) => `Sheet "${sheet}" is not in this workbook (${sheets}). Choose one of those.`,
  },
  ACCOUNT_MISSING: {
    fr: ({ name }) =>
      `Cette ligne a un montant et pas de compte (${name}). Complétez-la, ou retirez-la si c’est un sous-total.`,
    en: ({ name }) =>
      `This row has an amount and no account (${name}). Complete it, or take it out if it is a subtotal.`,
  },
  TOTALS_DROPPED: {
    fr: () =>
      'Lignes de total ou de report laissées de côté : leurs montants sont déjà ceux d’autres lignes.',
    en: () => 'Rows of totals or carried over left out: their amounts are those of other rows.',
  },
  ROWS_WITHOUT_AMOUNT: {
    fr: () =>
      'Lignes sans aucun montant laissées de côté. Vérifiez la colonne des montants si elles sont nombreuses.',
    en: () => 'Rows without any amount left out. Check the column of amounts if there are many.',
  },
  DATE_OUTSIDE: {
    fr: ({ exercice }) =>
      `Lignes datées hors de l’exercice ${exercice} (journée complémentaire comprise), comptées quand même. Vérifiez l’exercice.`,
    en: ({ exercice }) =>
      `Rows dated outside ${exercice} (with its closing months), counted all the same. Check the year.`,
  },
  DATE_INVALID: {
    fr: () => 'Dates illisibles : elles ne servent qu’à vérifier l’exercice, les lignes sont gardées.',
    en: () => 'Unreadable dates: they only serve to check the year, the rows are kept.',
  },
  ZEROS_LOST: {
    fr: ({ label, exercice }) =>
      `« ${label} » ${exercice} : aucune fonction ne commence par 0. Un tableur a peut-être changé 020 en 20 et 01 en 1 : vérifiez la colonne des fonctions.`,
    en: ({ label, exercice }) =>
      `"${label}" ${exercice}: no function begins with 0. A spreadsheet may have made 20 of 020 and 1 of 01: check the column of functions.`,
  },
};

const FIELDS_FR: Record<string, string> = {
  nature: 'le compte (nature)',
  amount: 'le montant',
  debit: 'le débit',
  credit: 'le crédit',
  siret: 'le SIRET',
  exercice: 'l’exercice',
  source: 'le nom du logiciel d’où il vient',
  person: 'ce qui désigne une personne (nom, numéro, e-mail ou téléphone)',
  kind: 'la sorte d’interaction',
  date: 'la date',
  quotient_bounds: 'les bornes des tranches de quotient',
  consent_purpose: 'la finalité du consentement',
};
const FIELDS_EN: Record<string, string> = {
  nature: 'the account (nature)',
  amount: 'the amount',
  debit: 'the debit',
  credit: 'the credit',
  siret: 'the SIRET',
  exercice: 'the year (exercice)',
  source: 'the name of the software that it comes from',
  person: 'what tells a person (name, number, e-mail or phone)',
  kind: 'the kind of interaction',
  date: 'the date',
  quotient_bounds: 'the bounds of the quotient bands',
  consent_purpose: 'the purpose of the consent',
};

/** "a, b et c" of the fields in a list of their names. */
function fieldNames(
  missing: string | number | undefined,
  names: Record<string, string>,
  and: string,
): string {
  const words = String(missing)
    .split(', ')
    .map((field) => names[field] ?? field);
  return [words.slice(0, -1).join(', '), ...words.slice(-1)].filter((part) => part !== '').join(and);
}
