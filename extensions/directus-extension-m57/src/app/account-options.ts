/** Options that the account interface and the account display share: which of the plan's two lists, and which plan. */
export const accountOptions = [
  {
    field: 'kind',
    name: 'Sorte',
    type: 'string' as const,
    schema: { default_value: 'nature' },
    meta: {
      interface: 'select-dropdown',
      width: 'half' as const,
      options: {
        choices: [
          { text: 'Nature', value: 'nature' },
          { text: 'Fonction', value: 'fonction' },
        ],
      },
    },
  },
  {
    field: 'plan',
    name: 'Plan de comptes',
    type: 'string' as const,
    meta: {
      interface: 'input',
      width: 'half' as const,
      note: 'Par exemple M57_D-2024 ; vide : le plus récent.',
      options: { placeholder: 'M57_D-2024' },
    },
  },
];
