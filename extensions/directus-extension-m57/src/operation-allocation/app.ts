import { defineOperationApp } from '@directus/extensions-sdk';

/** Labels in both languages: the Studio shows them before it knows words of ours. */
export default defineOperationApp({
  id: 'm57-allocation',
  name: 'Calculer les coûts complets M57 / Compute M57 full costs',
  icon: 'account_tree',
  description:
    'Calcule une répartition en brouillon et la donne. / Computes a draft allocation run and gives it.',
  overview: ({ exercice, siret }) => [
    { label: 'Exercice', text: String(exercice ?? '') },
    { label: 'SIRET', text: String(siret ?? '') },
  ],
  options: () => [
    {
      field: 'exercice',
      name: 'Exercice',
      type: 'string',
      meta: { interface: 'input', width: 'half', required: true },
    },
    {
      field: 'siret',
      name: 'SIRET',
      type: 'string',
      meta: { interface: 'input', width: 'half', required: true },
    },
    {
      field: 'budget',
      name: 'Budget',
      type: 'string',
      meta: {
        interface: 'input',
        width: 'half',
        note: 'Vide : tous les budgets de ce SIRET / Empty: all budgets of that SIRET',
      },
    },
    {
      field: 'method',
      name: 'Méthode / Method',
      type: 'string',
      schema: { default_value: 'reciprocal' },
      meta: {
        interface: 'select-dropdown',
        width: 'half',
        options: {
          choices: [
            { text: 'Réciproque / Reciprocal', value: 'reciprocal' },
            { text: 'En cascade / Step-down', value: 'stepdown' },
            { text: 'Directe / Direct', value: 'direct' },
          ],
        },
      },
    },
    {
      field: 'name',
      name: 'Nom / Name',
      type: 'string',
      meta: { interface: 'input', width: 'half' },
    },
    {
      field: 'permissions',
      name: 'Droits / Permissions',
      type: 'string',
      schema: { default_value: '$trigger' },
      meta: {
        interface: 'select-dropdown',
        width: 'half',
        options: {
          choices: [
            { text: 'De qui déclenche le flux / Of whoever triggers the flow', value: '$trigger' },
            { text: 'Tous / All', value: '$full' },
          ],
        },
      },
    },
  ],
});
