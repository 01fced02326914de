import { defineInterface } from '@directus/extensions-sdk';
import { accountOptions } from '../app/account-options';
import '../app/m57.css';
import AccountInterface from './AccountInterface.vue';

/** Picks an account or a function of an official plan; the value is its code. */
export default defineInterface({
  id: 'm57-interface-account',
  name: 'Compte ou fonction M57',
  icon: 'account_tree',
  description: 'Choisir un compte ou une fonction du plan de comptes M57, par code ou par mot.',
  component: AccountInterface,
  types: ['string'],
  group: 'selection',
  recommendedDisplays: ['m57-display-account'],
  options: () => accountOptions,
});
