import { defineOperationApi } from '@directus/extensions-sdk';
import { importFromFlow, type FlowOptions } from '../server/imports/flow';

/** The step "Importer des comptes M57" of a Flow. */
export default defineOperationApi<FlowOptions>({
  id: 'm57-import',
  handler: (options, context) => importFromFlow(context, options, context.accountability ?? null),
});
