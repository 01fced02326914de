import writeExcel from 'write-excel-file/universal';
import { describe, expect, it } from 'vitest';
import { readGrid } from './grid';
import { issuesOf, stream, utf8 } from './testing';

const grid = (lines: string[], ...rest: [sheet?: string, choice?: Parameters<typeof readGrid>[2]]) =>
  readGrid(stream(utf8(lines.join('\n'))), ...rest);

const POSTS = [
  'Matricule;Nom;Service;Grade;ETP',
  '101;DURAND Anne;Crèches;Auxiliaire;1,00',
  '102;PETIT Luc;CRECHES;Auxiliaire;0,8',
  '103;MARTIN Zoé;Piscine;MNS;0,33333',
  '104;ROUX Jean;Piscine;MNS;0,66667',
  '105;BLANC Léa;;Attaché;1',
  ';;Total général;;3,8',
];

describe('a grid of quantities', () => {
  it('is added up by service, whatever the case and accents, and its totals are passed over', async () => {
    const { choice, groups, columns } = await grid(POSTS);
    expect(choice).toEqual({ service: 2, quantity: 4 });
    expect(columns.map(({ header }) => header)).toEqual(['Matricule', 'Nom', 'Service', 'Grade', 'ETP']);
    expect(groups).toEqual([
      { name: '', rows: 1, quantity: '1' },
      { name: 'Crèches', rows: 2, quantity: '1.8' },
      // Rounded once, not row by row.
      { name: 'Piscine', rows: 2, quantity: '1' },
    ]);
  });

  it('holds no name of an agent but in the samples of the head', async () => {
    const { groups } = await grid(POSTS);
    expect(JSON.stringify(groups)).not.toMatch(/DURAND|PETIT|MARTIN|ROUX|BLANC/);
  });

  it('counts rows where no column holds a quantity', async () => {
    const { groups } = await grid(POSTS, undefined, { service: 3, quantity: null });
    expect(groups.map(({ name, quantity }) => [name, quantity])).toEqual([
      ['Attaché', '1'],
      ['Auxiliaire', '2'],
      ['MNS', '2'],
    ]);
  });

  it('reads amounts as French software writes them, and names what it cannot read', async () => {
    const { choice, groups, unreadable } = await grid([
      'Bien;Service utilisateur;Dotation 2024',
      'École Pasteur;Écoles;12 345,67 €',
      'École Curie;Écoles;1.000,33',
      'Bassin;Piscine;à voir',
      'Reprise;Piscine;-5,5',
    ]);
    expect(choice).toEqual({ service: 1, quantity: 2 });
    expect(groups).toEqual([
      { name: 'Écoles', rows: 2, quantity: '13346' },
      { name: 'Piscine', rows: 1, quantity: '-5.5' },
    ]);
    expect(unreadable).toEqual({ rows: 1, lines: [4] });
  });

  it('reads a sheet of a workbook, numbers as the sheet holds them', async () => {
    const sheets = [
      { sheet: 'Lisez-moi', data: [['Fichier des surfaces', 'Mairie']] },
      {
        sheet: 'Surfaces',
        data: [
          ['Bâtiment', 'Surface (m²)'],
          ['Écoles', 1234.5],
          ['Écoles', 0.1],
          ['Piscine', 2000],
        ],
      },
    ];
    const blob = await writeExcel(sheets).toBlob();
    const bytes = new Uint8Array(await blob.arrayBuffer());
    const read = await readGrid(stream(bytes), 'Surfaces');
    expect(read.sheets).toEqual(['Lisez-moi', 'Surfaces']);
    expect(read.groups).toEqual([
      { name: 'Écoles', rows: 2, quantity: '1234.6' },
      { name: 'Piscine', rows: 1, quantity: '2000' },
    ]);
  });

  it('says that a table without titles is none', async () => {
    expect(await issuesOf(grid(['1;2', '3;4']))).toMatchObject([{ code: 'GRID_HEADER' }]);
  });
});
