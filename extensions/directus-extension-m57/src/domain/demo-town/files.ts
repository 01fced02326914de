import { writeTotem } from '../writers/totem';
import { generateDemoTown } from './generate';
import type { DemoParameters } from './parameters';

/**
 * The demo town as TOTEM files: its figures enter through the ordinary import, like those of any town.
 * One file per authority, exercice and stage; the text is ASCII.
 */
export function demoFiles(parameters: DemoParameters): { name: string; text: string }[] {
  return generateDemoTown(parameters, parameters.seed).map(({ name, authority, issued, budgets }) => ({
    name,
    text: writeTotem(authority, issued, budgets),
  }));
}
