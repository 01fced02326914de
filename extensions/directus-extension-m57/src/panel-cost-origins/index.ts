import { definePanel } from '@directus/extensions-sdk';
import '../app/m57.css';
import CostOriginsPanel from './CostOriginsPanel.vue';

/** No `query`: a panel with one is not mounted while it has no data, and this one says why it has none. */
export default definePanel({
  id: 'm57-panel-cost-origins',
  name: 'D’où vient ce coût',
  icon: 'account_tree',
  description: 'Le coût complet d’un service, par service d’origine de la dépense : barres et tableau.',
  component: CostOriginsPanel,
  minWidth: 12,
  minHeight: 10,
  // Plain inputs, so that a variable of the dashboard ({{service}}) can stand in each.
  options: () => [
    {
      field: 'service',
      name: 'Service',
      type: 'string',
      meta: {
        interface: 'input',
        width: 'half',
        note: 'Son nom ou son numéro, ou une variable du tableau de bord.',
        options: { placeholder: 'Piscine' },
      },
    },
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
  ],
});
