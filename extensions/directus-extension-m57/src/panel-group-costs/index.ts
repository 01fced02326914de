import { definePanel } from '@directus/extensions-sdk';
import '../app/m57.css';
import type { CostMeasure } from '../app/group-costs';
import type { CostGroup } from '../contract/segments';
import GroupCostsPanel from './GroupCostsPanel.vue';

const TYPOLOGIES: Record<CostGroup, string> = {
  zone: 'IRIS et QPV',
  district: 'Quartier',
  quotient_band: 'Tranche de quotient',
  household_type: 'Type de foyer',
  age: 'Âge',
  engagement: 'Participation',
  segment: 'Segments',
};
const MEASURES: Record<CostMeasure, string> = {
  net_cost: 'Reste à charge par usager',
  average_cost: 'Coût moyen par usager',
  average_revenue: 'Recette moyenne par usager',
  users: 'Usagers',
  units: 'Unités',
  cost: 'Coût',
  revenue: 'Recette',
  balance: 'Solde',
  coverage: 'Taux de couverture',
};
const choices = (names: Record<string, string>) =>
  Object.entries(names).map(([value, text]) => ({ value, text }));

/** No `query`: a panel with one is not mounted while it has no data, and this one says why it has none. */
export default definePanel({
  id: 'm57-panel-group-costs',
  name: 'Coûts par public',
  icon: 'balance',
  description:
    'Ce qu’un service coûte et rapporte selon les publics qui l’utilisent : graphique et tableau. Les petits effectifs sont secrets.',
  component: GroupCostsPanel,
  minWidth: 16,
  minHeight: 12,
  options: () => [
    {
      field: 'typology',
      name: 'Publics selon',
      type: 'string',
      schema: { default_value: 'district' },
      meta: { interface: 'select-dropdown', width: 'half', options: { choices: choices(TYPOLOGIES) } },
    },
    {
      field: 'measure',
      name: 'Ce qui est montré',
      type: 'string',
      schema: { default_value: 'net_cost' },
      meta: { interface: 'select-dropdown', width: 'half', options: { choices: choices(MEASURES) } },
    },
    // Plain inputs, so that a variable of the dashboard ({{service}}) can stand in each.
    {
      field: 'service',
      name: 'Service',
      type: 'string',
      meta: {
        interface: 'input',
        width: 'half',
        note: 'Son nom ou son numéro ; vide : celui dont les usagers coûtent le plus.',
      },
    },
    {
      field: 'exercice',
      name: 'Exercice',
      type: 'string',
      meta: {
        interface: 'input',
        width: 'half',
        note: 'Une année, par exemple 2024 ; vide : la plus récente qui a une répartition validée et des usages.',
        options: { placeholder: '2024' },
      },
    },
  ],
});
