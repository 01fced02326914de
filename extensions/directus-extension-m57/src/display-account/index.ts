import { defineDisplay } from '@directus/extensions-sdk';
import { accountOptions } from '../app/account-options';
import AccountDisplay from './AccountDisplay.vue';

export default defineDisplay({
  id: 'm57-display-account',
  name: 'Compte ou fonction M57',
  icon: 'account_tree',
  description: 'Le code et le libellé d’un compte ou d’une fonction du plan de comptes M57.',
  component: AccountDisplay,
  types: ['string'],
  options: () => accountOptions,
});
