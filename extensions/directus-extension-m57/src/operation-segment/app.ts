import { defineOperationApp } from '@directus/extensions-sdk';

/** Labels in both languages: the Studio shows them before it knows words of ours. */
export default defineOperationApp({
  id: 'm57-segment',
  name: 'M57 : segment / M57: segment',
  icon: 'group_work',
  description:
    'Met un segment à jour et dit combien de personnes y sont. / Refreshes a segment and says how many are in it.',
  overview: ({ segment }) => [{ label: 'Segment', text: String(segment ?? '') }],
  options: () => [
    {
      field: 'segment',
      name: 'Segment',
      type: 'string',
      meta: {
        interface: 'input',
        width: 'half',
        required: true,
        note: 'Numéro du segment / Number of the segment',
      },
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
