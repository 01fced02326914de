import type { Messages } from '../issue';

const OTHERS_FR: Record<string, string> = {
  plan: 'C’est un plan de comptes officiel : importez-le depuis la page des nomenclatures. ',
  cfu: 'C’est un compte financier unique complet (XML) : ce format n’est pas encore lu ; importez le document budgétaire ou le fichier SCDL du même exercice. ',
  pes: 'C’est un flux PES (mandats ou titres) : ce format n’est pas encore lu. ',
  balance: 'C’est une balance comptable de la DGFiP : ce format n’est pas encore lu. ',
  zip: 'C’est un classeur ou une archive (ZIP, XLSX) : ouvrez-le et enregistrez la feuille en CSV, ou extrayez le fichier. ',
  pdf: 'C’est un PDF : demandez le fichier XML ou CSV d’où il vient. ',
};
const OTHERS_EN: Record<string, string> = {
  plan: 'This is an official chart of accounts: import it from the page of the nomenclatures. ',
  cfu: 'This is a complete compte financier unique (XML), which is not read yet; import the document budgétaire or the SCDL file of the same year. ',
  pes: 'This is a PES flow (payment orders), which is not read yet. ',
  balance: 'This is a balance comptable of the DGFiP, which is not read yet. ',
  zip: 'This is a workbook or an archive (ZIP, XLSX): open it and save the sheet as CSV, or extract the file. ',
  pdf: 'This is a PDF: ask for the XML or CSV file that it comes from. ',
};

export const readerMessages: Messages = {
  EMPTY_FILE: {
    fr: () => 'Le fichier est vide. Exportez-le de nouveau.',
    en: () => 'The file is empty. Export it again.',
  },
  FORMAT_UNKNOWN: {
    fr: ({ found }) =>
      `Format non reconnu. ${OTHERS_FR[String(found)] ?? ''}Formats lus : document budgétaire TOTEM (XML) et budget SCDL (CSV), compressés (gzip) ou non.`,
    en: ({ found }) =>
      `Unknown format. ${OTHERS_EN[String(found)] ?? ''}Formats that are read: TOTEM document budgétaire (XML) and SCDL budget (CSV), gzipped or not.`,
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
      'Le XML contient une déclaration DOCTYPE : refusé par sécurité. Un document budgétaire n’en a pas.',
    en: () => 'The XML has a DOCTYPE declaration: refused for safety. A document budgétaire has none.',
  },
  XML_TOO_DEEP: {
    fr: () => 'Le XML imbrique trop d’éléments : ce n’est pas un document budgétaire.',
    en: () => 'The XML nests too many elements: it is no document budgétaire.',
  },
  ROOT_UNEXPECTED: {
    fr: ({ name }) => `L’élément racine est « ${name} » au lieu de « DocumentBudgetaire ».`,
    en: ({ name }) => `The root element is "${name}" instead of "DocumentBudgetaire".`,
  },
  NOMENCLATURE_UNSUPPORTED: {
    fr: ({ nomenclature, declared, before }) =>
      `Ce document suit la nomenclature ${nomenclature} (${declared}), et non M57. ${
        before
          ? 'Les documents d’avant M57 ont d’autres comptes et d’autres fonctions : ils ne peuvent pas être comparés. Saisissez à la main les chiffres d’un ancien exercice.'
          : 'Seuls les documents M57 sont lus.'
      }`,
    en: ({ nomenclature, declared, before }) =>
      `This document follows ${nomenclature} (${declared}), not M57. ${
        before
          ? 'Documents from before M57 have other accounts and functions and cannot be compared. Enter the figures of a former year by hand.'
          : 'Only M57 documents are read.'
      }`,
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
  COLUMNS_MISSING: {
    fr: ({ columns }) => `Il manque des colonnes du schéma SCDL : ${columns}.`,
    en: ({ columns }) => `Columns of the SCDL schema are missing: ${columns}.`,
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
};
