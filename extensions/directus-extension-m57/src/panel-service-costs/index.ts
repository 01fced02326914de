import { definePanel } from '@directus/extensions-sdk';
import '../app/m57.css';
import ServiceCostsPanel from './ServiceCostsPanel.vue';

/** No `query`: a panel with one is not mounted while it has no data, and this one says why it has none. */
export default definePanel({
  id: 'm57-panel-service-costs',
  name: 'Coûts et recettes par service',
  icon: 'bar_chart',
  description: 'Coût direct et recettes de chaque service, d’après les comptes M57 : graphique et tableau.',
  component: ServiceCostsPanel,
  minWidth: 16,
  minHeight: 12,
  // Plain inputs, so that a variable of the dashboard ({{exercice}}) can stand in each.
  options: () => [
    {
      field: 'exercice',
      name: 'Exercice',
      type: 'string',
      meta: {
        interface: 'input',
        width: 'half',
        note: 'Une année, par exemple 2024 ; vide : la plus récente.',
        options: { placeholder: '2024' },
      },
    },
    {
      field: 'stage',
      name: 'Étape budgétaire',
      type: 'string',
      meta: {
        interface: 'input',
        width: 'half',
        note: 'BP, BS, DM, CA, CFU… ; vide : l’étape de référence.',
        options: { placeholder: 'CA' },
      },
    },
    {
      field: 'services',
      name: 'Nombre de services',
      type: 'integer',
      schema: { default_value: 10 },
      meta: { interface: 'input', width: 'half', options: { min: 1, max: 50 } },
    },
  ],
});
