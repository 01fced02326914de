import type { LedgerQuery } from '../../contract/common';
import type { PhaseCosts } from '../../contract/costs';
import type { Cents } from '../../domain/money';
import { formatCents } from '../../domain/money';
import { place } from '../../domain/rules/place';
import { PHASES } from '../../domain/rules/rule';
import type { Database } from '../host';
import { toUsed } from '../ledger/documents';
import { loadAssignment } from '../rules/load';

/** Operating expense by life-cycle phase, and in each phase by service. */
export async function readPhaseCosts(database: Database, query: LedgerQuery): Promise<PhaseCosts> {
  const [{ documents, measure, assignment }, services] = await Promise.all([
    loadAssignment(database, query),
    database('m57_services').select('id', 'name'),
  ]);
  const names = new Map<number | null, string>(services.map(({ id, name }) => [id, name]));
  const phases = new Map(
    PHASES.map((phase) => [
      phase as string,
      { lines: 0, cost: 0, services: new Map<number | null, Cents>() },
    ]),
  );
  let total = 0;
  let without = 0;
  assignment.sums.forEach((sum, rank) => {
    if (sum.imputation.direction !== 'D') return;
    total += sum[measure];
    const { parts, rest } = place(sum, assignment.outcomes.phase[rank]!);
    without += rest[measure];
    for (const part of parts) {
      const phase = phases.get(String(part.target));
      if (!phase) continue;
      phase.lines += sum.lines;
      phase.cost += part[measure];
      // The part of the phase goes to the services of the line, in the shares that the rules give them.
      const byService = place(
        { budgeted: part.budgeted, realised: part.realised },
        assignment.outcomes.service[rank]!,
      );
      const add = (service: number | null, amount: Cents) =>
        phase.services.set(service, (phase.services.get(service) ?? 0) + amount);
      for (const piece of byService.parts) add(Number(piece.target), piece[measure]);
      if (byService.rest[measure] !== 0) add(null, byService.rest[measure]);
    }
  });
  return {
    documents: documents.map(toUsed),
    measure,
    phases: PHASES.map((phase) => {
      const { lines, cost, services: list } = phases.get(phase)!;
      return {
        phase,
        lines,
        cost: formatCents(cost),
        services: [...list]
          .sort((a, b) => b[1] - a[1])
          .map(([service, amount]) => ({
            service,
            name: names.get(service) ?? '',
            cost: formatCents(amount),
          })),
      };
    }),
    without_phase: formatCents(without),
    total: formatCents(total),
  };
}
