import { defineOperationApp } from '@directus/extensions-sdk';

/** Labels in both languages: the Studio shows them before it knows words of ours. */
export default defineOperationApp({
  id: 'm57-import',
  name: 'Importer des comptes M57 / Import M57 accounts',
  icon: 'upload_file',
  description:
    'Importe un fichier de la bibliothèque et donne le compte rendu. / Imports a file of the library and gives the report.',
  overview: ({ file, nomenclature, siret }) => [
    { label: 'Fichier / File', text: String(file ?? '') },
    ...(nomenclature ? [{ label: 'Nomenclature', text: String(nomenclature) }] : []),
    ...(siret ? [{ label: 'SIRET', text: String(siret) }] : []),
  ],
  options: () => [
    {
      field: 'file',
      name: 'Fichier / File',
      type: 'string',
      meta: {
        interface: 'input',
        width: 'full',
        required: true,
        note: 'Identifiant d’un fichier, ou {{$trigger.key}} / Id of a file, or {{$trigger.key}}',
        options: { placeholder: '{{$trigger.key}}' },
      },
    },
    {
      field: 'nomenclature',
      name: 'Nomenclature / Declension',
      type: 'string',
      meta: {
        interface: 'input',
        width: 'half',
        note: 'M57_D ou M57_A, si le fichier ne la dit pas / M57_D or M57_A, where the file does not tell',
      },
    },
    {
      field: 'siret',
      name: 'SIRET',
      type: 'string',
      meta: {
        interface: 'input',
        width: 'half',
        note: 'À garder seul, pour le fichier national des balances / To keep alone, for the national balance file',
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
