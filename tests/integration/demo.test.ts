import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadDemo, printCosts } from '../../scripts/demo';
import { startHost, type Host } from '../support/host';
import { missing } from '../support/m57';

const TOWN = '21990999100016';
const SQLITE = { version: '12', client: 'sqlite' } as const;

describe.skipIf(missing(SQLITE))('the demo town, brought in as a town would', () => {
  let host: Host;
  const said: string[] = [];
  beforeAll(async () => {
    vi.spyOn(console, 'log').mockImplementation((text: string) => void said.push(text));
    host = await startHost(SQLITE);
    await host.ask('POST', '/m57/install');
    await loadDemo(host.url, host.adminToken);
  });

  afterAll(() => void vi.restoreAllMocks());

  it('has a validated run of the older year and a draft of the latest, both without problems', async () => {
    const runs = await host.ask('GET', `/m57/allocations/runs?siret=${TOWN}`);
    const heads = runs.map(({ exercice, status, method }: Record<string, unknown>) => [
      exercice,
      status,
      method,
    ]);
    expect(heads).toEqual([
      [2025, 'draft', 'reciprocal'],
      [2024, 'validated', 'reciprocal'],
    ]);
    for (const { id } of runs) {
      const { run } = await host.ask('GET', `/m57/allocations/runs/${id}/costs`);
      expect(run).toMatchObject({ problems: [], intact: true });
      expect([run.totals.unallocated, run.totals.unmatched]).toEqual(['0.00', '0.00']);
    }
  });

  it('has full costs of units near those of domain.md, per inhabitant too', async () => {
    const [latest] = await host.ask('GET', `/m57/allocations/runs?siret=${TOWN}`);
    const { services, population } = await host.ask('GET', `/m57/allocations/runs/${latest.id}/costs`);
    expect(population).toEqual({ inhabitants: 20_112, year: 2025 });
    const of = (name: string) => services.find((service: { name: string }) => service.name === name);
    expect(of('Restauration scolaire')).toMatchObject({ unit: 'repas servi', units: '180000' });
    for (const [name, near] of [
      ['Restauration scolaire', 9.8],
      ['Piscine', 12.5],
      ['Petite enfance (crèches)', 12.6],
      ['Éclairage public', 115],
    ] as const)
      expect(Math.abs(Number(of(name).unit_cost) / near - 1), name).toBeLessThan(0.15);
    const lighting = of('Éclairage public');
    expect(Math.abs(Number(lighting.per_inhabitant) - Number(lighting.full) / 20_112)).toBeLessThan(0.006);
  });

  it('shows its keys of every kind without a fault, and its units by month', async () => {
    const { rows } = await host.ask('GET', '/m57/keys?exercice=2025');
    expect(rows.map(({ kind }: { kind: string }) => kind).sort()).toEqual(
      ['quantity', 'quantity', 'quantity', 'percent', 'equal', 'pro_rata', 'like'].sort(),
    );
    expect(rows.flatMap(({ problems }: { problems: unknown[] }) => problems)).toEqual([]);
    const { services } = await host.ask('GET', '/m57/units?exercice=2025');
    const pool = services.find(({ name }: { name: string }) => name === 'Piscine');
    expect(pool).toMatchObject({ year: null, total: '95000' });
    expect(pool.months.every((month: string | null) => month !== null)).toBe(true);
  });

  it('is printed with full costs of units', async () => {
    await printCosts(host.url, host.adminToken);
    expect(said.find((line) => line.includes('Éclairage public') && line.includes('point lumineux'))).toMatch(
      /\b1\d\d\.\d\d\b/,
    );
  });
});
