import { defineOperationApi } from '@directus/extensions-sdk';
import { refreshFromFlow, type SegmentFlowOptions } from '../server/segments/flow';

/** The step "M57 : segment" of a Flow. */
export default defineOperationApi<SegmentFlowOptions>({
  id: 'm57-segment',
  handler: (options, context) => refreshFromFlow(context, options, context.accountability ?? null),
});
