import { expect, it } from 'vitest';
import fullCosts from '../../../../../seeds/demo-town/full-costs/full-costs.json';
import names from '../../../../../seeds/demo-town/residents/names.json';
import seeds from '../../../../../seeds/demo-town/residents/residents.json';
import type { DemoFullCosts } from './full-costs';
import { familyPortalFile } from './residents-file';
import type { NameLists, ResidentsParameters } from './residents-parameters';

const portal = (rows: number) =>
  familyPortalFile(
    seeds as unknown as ResidentsParameters,
    names as unknown as NameLists,
    fullCosts as unknown as DemoFullCosts,
    { rows, seed: 57, today: '2025-12-31' },
  );

const SERVICES = [
  'Restauration scolaire',
  'Accueil périscolaire',
  'Centre de loisirs',
  'Crèche',
  'Écoles maternelles',
  'Écoles élémentaires',
];

it.each([1, 250, 12_345])('an export of %i operations, each with its person', (rows) => {
  const [head, ...lines] = [...portal(rows)].join('').trimEnd().split('\r\n');
  expect(lines).toHaveLength(rows);
  expect(head!.split(';')).toHaveLength(16);
  const people = new Map<string, string>();
  const operations = new Set<string>();
  for (const text of lines) {
    const cells = text.split(';');
    expect(cells).toHaveLength(16);
    const [key, , , born, , , , , , operation, date, type, service, quantity, amount, mode] = cells;
    const who = cells.slice(0, 9).join(';');
    expect(people.get(key!) ?? who).toBe(who);
    people.set(key!, who);
    operations.add(operation!);
    expect(born).toMatch(/^\d\d\/\d\d\/(19|20)\d\d$/);
    expect(date).toMatch(/^\d\d\/\d\d\/202[45]$/);
    expect(SERVICES).toContain(service);
    expect(['Inscription', 'Réinscription', 'Paiement']).toContain(type);
    expect(['Internet', 'Guichet', 'Courrier']).toContain(mode);
    if (type === 'Paiement') expect(`${quantity} ${amount}`).toMatch(/^\d+,\d\d \d+,\d\d$/);
  }
  expect(operations.size).toBe(rows);
});

it('comes in pieces', () => {
  const pieces = [...portal(3_500)];
  expect(pieces.length).toBe(4);
  expect(pieces.join('')).toBe([...portal(3_500)].join(''));
});
