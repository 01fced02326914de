// The English words, fetched by those who read English: what every login loads is French.
export { default } from '../locales/en-US';
