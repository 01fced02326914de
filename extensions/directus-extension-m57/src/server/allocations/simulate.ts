import type { z } from 'zod';
import type { SimulateAnswer, simulateRequest } from '../../contract/allocations';
import { simulate } from '../../domain/allocation/simulate';
import type { Locale } from '../../domain/issue';
import { describe } from '../../domain/messages';

/** Any network of services solved; nothing is read and nothing stored. */
export function simulateNetwork(request: z.infer<typeof simulateRequest>, locale: Locale): SimulateAnswer {
  const { order: _order, problems, ...answer } = simulate(request);
  return {
    ...answer,
    problems: problems.map(({ code, ids }) =>
      describe({ code, line: null, column: null, params: { ids: ids.join(', ') } }, locale),
    ),
  };
}
