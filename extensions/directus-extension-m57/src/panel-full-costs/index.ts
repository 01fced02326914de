import { definePanel } from '@directus/extensions-sdk';
import '../app/m57.css';
import FullCostsPanel from './FullCostsPanel.vue';

/** No `query`: a panel with one is not mounted while it has no data, and this one says why it has none. */
export default definePanel({
  id: 'm57-panel-full-costs',
  name: 'Coût complet par service',
  icon: 'stacked_bar_chart',
  description:
    'Coût direct et coût reçu des services auxiliaires, service par service : graphique et tableau.',
  component: FullCostsPanel,
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
        note: 'Une année, par exemple 2024 ; vide : la plus récente. Le dernier calcul validé, sinon le dernier brouillon.',
        options: { placeholder: '2024' },
      },
    },
    {
      field: 'run',
      name: 'Calcul',
      type: 'string',
      meta: { interface: 'input', width: 'half', note: 'Le numéro d’un calcul, pour ne plus en changer.' },
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
