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
  TARIFF_ABOVE_COST: {
    fr: ({ label, amount, ceiling }) =>
      `Le tarif « ${label} » (${amount} €) dépasse le plafond légal, ${ceiling} € par unité : le coût complet, net des subventions pour la restauration scolaire. Vérifiez la grille tarifaire.`,
    en: ({ label, amount, ceiling }) =>
      `The tariff "${label}" (€${amount}) is above the legal ceiling, €${ceiling} a unit: the full cost, net of subsidies for school canteens. Check the tariffs.`,
  },
  MEAN_RECEIPT_ABOVE_COST: {
    fr: ({ amount, ceiling }) =>
      `La recette moyenne par unité (${amount} €) dépasse le plafond légal, ${ceiling} € : le coût complet, net des subventions pour la restauration scolaire. Vérifiez la grille tarifaire.`,
    en: ({ amount, ceiling }) =>
      `The mean receipt of a unit (€${amount}) is above the legal ceiling, €${ceiling}: the full cost, net of subsidies for school canteens. Check the tariffs.`,
  },
};
