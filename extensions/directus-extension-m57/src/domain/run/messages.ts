import type { Messages } from '../issue';

/** What people should know of a run, beside its keys and the network of services. */
export const runMessages: Messages = {
  RUN_UNMATCHED: {
    fr: () =>
      'Des lignes n’ont pas de service : elles restent à part, et les coûts complets sont d’autant trop bas. Complétez les règles.',
    en: () =>
      'Some lines have no service: they stay apart, and full costs are too low by as much. Complete the rules.',
  },
  RUN_CONFLICTING: {
    fr: () =>
      'Plusieurs règles de même priorité se disputent des lignes : elles restent à part. Départagez ces règles avant de valider.',
    en: () =>
      'Several rules of one priority claim the same lines: these stay apart. Settle it between the rules before you validate.',
  },
};
