import { expect, it } from 'vitest';
import type { PhaseCosts } from '../contract/costs';
import { phaseTable } from './phases';

it('turns phases with services into services with phases, the dearest first', () => {
  const answer = {
    phases: [
      {
        phase: 'acquisition',
        cost: '30.10',
        lines: 3,
        services: [
          { service: 1, name: 'Piscine', cost: '10.10' },
          { service: null, name: 'Sans service', cost: '20.00' },
        ],
      },
      {
        phase: 'support',
        cost: '15.20',
        lines: 1,
        services: [{ service: 1, name: 'Piscine', cost: '15.20' }],
      },
    ],
  } as PhaseCosts;
  expect(phaseTable(answer)).toEqual([
    { service: 1, name: 'Piscine', costs: ['10.10', '15.20'], total: '25.30' },
    { service: null, name: 'Sans service', costs: ['20.00', '0.00'], total: '20.00' },
  ]);
});
