import type { Messages } from '../issue';

/** What can be wrong in a rule or a set of rules, beside its formula (formula/messages.ts). */
export const ruleMessages: Messages = {
  RULE_SHARE_INVALID: {
    fr: ({ share }) => `La part de cette règle est ${share} % : indiquez un pourcentage de 0,01 à 100.`,
    en: ({ share }) => `The share of this rule is ${share} %: give a percentage from 0.01 to 100.`,
  },
  RULE_SHARES_EXCEED: {
    fr: ({ total }) =>
      `Les règles de même formule et de même priorité se partagent ${total} % : ramenez la somme de leurs parts à 100 %, ou donnez-leur des priorités différentes.`,
    en: ({ total }) =>
      `The rules with this formula and this priority share out ${total} %: bring the sum of their shares down to 100 %, or give them different priorities.`,
  },
  RULE_DATES_REVERSED: {
    fr: ({ from, to }) =>
      `La règle finit le ${to}, avant de commencer le ${from} : échangez ou corrigez ses dates.`,
    en: ({ from, to }) => `The rule ends on ${to}, before it begins on ${from}: swap or correct its dates.`,
  },
  RULE_DATE_INVALID: {
    fr: ({ date }) => `« ${date} » n’est pas une date : écrivez AAAA-MM-JJ, par exemple 2024-01-01.`,
    en: ({ date }) => `"${date}" is not a date: write YYYY-MM-DD, for example 2024-01-01.`,
  },
  RULE_SET_SERVICE_TWICE: {
    fr: ({ name }) => `Le service « ${name} » figure deux fois dans le jeu de règles : gardez-en un.`,
    en: ({ name }) => `The service "${name}" is twice in the rule set: keep one.`,
  },
  RULE_SET_TARGET_UNKNOWN: {
    fr: ({ target }) =>
      `« ${target} » n’est ni un service de ce jeu ni une phase : ajoutez-le ou corrigez la règle.`,
    en: ({ target }) =>
      `"${target}" is neither a service of this set nor a phase: add it or correct the rule.`,
  },
};
