// The words of our screens, in chunks of their own: every login would load both languages with the screens.
export { default } from '../locales/fr-FR';
