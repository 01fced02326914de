import type { Messages } from '../issue';

/** What can be wrong with a network of services, and what people should know of its allocation. */
export const allocationMessages: Messages = {
  CENTRE_DUPLICATE: {
    fr: ({ id }) => `Le service « ${id} » figure deux fois : gardez-en un.`,
    en: ({ id }) => `The service "${id}" is there twice: keep one.`,
  },
  CENTRE_UNKNOWN: {
    fr: ({ id }) => `Le service « ${id} » n’existe pas : ajoutez-le ou corrigez la clé qui le nomme.`,
    en: ({ id }) => `There is no service "${id}": add it or correct the key that names it.`,
  },
  CENTRE_COST_INVALID: {
    fr: ({ id }) =>
      `Le coût du service « ${id} » n’est pas un montant en euros à deux décimales au plus : corrigez-le, par exemple 1234.56.`,
    en: ({ id }) =>
      `The cost of the service "${id}" is not an amount in euros with two decimals at most: correct it, for example 1234.56.`,
  },
  CENTRE_KIND_INVALID: {
    fr: ({ id, kind }) =>
      `Le service « ${id} » est de type « ${kind} » : indiquez « auxiliary » (auxiliaire) ou « principal ».`,
    en: ({ id, kind }) => `The service "${id}" is of kind "${kind}": give "auxiliary" or "principal".`,
  },
  METHOD_INVALID: {
    fr: ({ method }) =>
      `« ${method} » n’est pas une méthode de répartition : choisissez « direct », « stepdown » (en cascade) ou « reciprocal » (prestations réciproques).`,
    en: ({ method }) =>
      `"${method}" is not a method of allocation: choose "direct", "stepdown" or "reciprocal".`,
  },
  DELIVERY_FROM_FINAL: {
    fr: ({ from, to }) =>
      `Le service « ${from} » est principal et livre pourtant à « ${to} » : rendez-le auxiliaire ou supprimez cette livraison.`,
    en: ({ from, to }) =>
      `The service "${from}" is a principal one and yet delivers to "${to}": make it auxiliary or remove this delivery.`,
  },
  QUANTITY_INVALID: {
    fr: ({ from, to, quantity }) =>
      `La quantité livrée par « ${from} » à « ${to} », « ${quantity} », n’est pas un nombre : écrivez-la en chiffres, par exemple 12.5.`,
    en: ({ from, to, quantity }) =>
      `The quantity that "${from}" delivers to "${to}", "${quantity}", is not a number: write it in digits, for example 12.5.`,
  },
  QUANTITY_NEGATIVE: {
    fr: ({ from, to, quantity }) =>
      `La quantité livrée par « ${from} » à « ${to} » est négative (${quantity}) : indiquez zéro ou plus.`,
    en: ({ from, to, quantity }) =>
      `The quantity that "${from}" delivers to "${to}" is negative (${quantity}): give zero or more.`,
  },
  QUANTITY_TOO_LARGE: {
    fr: ({ from, to, digits }) =>
      `La quantité livrée par « ${from} » à « ${to} » a plus de ${digits} chiffres : prenez une unité plus grande.`,
    en: ({ from, to, digits }) =>
      `The quantity that "${from}" delivers to "${to}" has more than ${digits} digits: take a larger unit.`,
  },
  COST_TOO_LARGE: {
    fr: ({ id }) =>
      `Le coût complet du service « ${id} » dépasse ce que l’on peut compter au centime : des services se renvoient presque tout ce qu’ils reçoivent. Vérifiez leurs clés.`,
    en: ({ id }) =>
      `The full cost of the service "${id}" is more than can be counted to the cent: services return nearly all they get to each other. Check their keys.`,
  },
  KEY_SELF: {
    fr: ({ ids }) =>
      `Le service « ${ids} » se livre à lui-même : cette part est laissée de côté, elle ne change rien au résultat.`,
    en: ({ ids }) =>
      `The service "${ids}" delivers to itself: that part is left out, it does not change the result.`,
  },
  NO_DELIVERY: {
    fr: ({ ids }) =>
      `Le service auxiliaire « ${ids} » ne livre à personne : son coût reste en « non réparti ». Donnez-lui une clé.`,
    en: ({ ids }) =>
      `The auxiliary service "${ids}" delivers to nobody: its cost stays in "not allocated". Give it a key.`,
  },
  NO_DELIVERY_LEFT: {
    fr: ({ ids }) =>
      `Le service auxiliaire « ${ids} » ne livre à aucun des services que la méthode permet de servir : son coût reste en « non réparti ». Changez de méthode ou d’ordre, ou complétez sa clé.`,
    en: ({ ids }) =>
      `The auxiliary service "${ids}" delivers to none of the services that the method lets it serve: its cost stays in "not allocated". Change the method or the order, or complete its key.`,
  },
  CLOSED_LOOP: {
    fr: ({ ids }) =>
      `Les services « ${ids} » ne livrent qu’entre eux : leurs coûts, et ceux qu’ils reçoivent, restent en « non réparti ». Ajoutez à l’un d’eux un service principal à servir.`,
    en: ({ ids }) =>
      `The services "${ids}" deliver only to each other: their costs, and those they receive, stay in "not allocated". Let one of them serve a principal service.`,
  },
};
