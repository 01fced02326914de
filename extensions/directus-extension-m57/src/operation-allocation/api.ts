import { defineOperationApi } from '@directus/extensions-sdk';
import { allocateFromFlow, type AllocationFlowOptions } from '../server/allocations/flow';

/** The step "Calculer les coûts complets M57" of a Flow. */
export default defineOperationApi<AllocationFlowOptions>({
  id: 'm57-allocation',
  handler: (options, context) => allocateFromFlow(context, options, context.accountability ?? null),
});
