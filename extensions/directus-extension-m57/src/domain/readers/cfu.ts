import type { Reader } from './reader';
import { TotemDocument } from './totem';
import { rootElement } from './xml';
import { readXml } from './xml-reading';

const ROOT = 'CompteFinancierUnique';

/**
 * The compte financier unique (XML), which replaces the compte administratif: of its parts only the document
 * budgétaire is read, as TOTEM. The accounts of the comptable, annexes and signatures are not looked at.
 */
export const cfu: Reader = {
  format: 'cfu',
  recognises: (head) => rootElement(head) === ROOT,
  read: (bytes) => readXml(bytes, (problems, emit) => new TotemDocument(problems, emit, ROOT, 'CFU')),
};
