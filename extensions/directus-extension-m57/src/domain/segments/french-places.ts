import { plainName } from '../plain-name';

/** First words of the names of public services whose gender is sure; of others a sentence says "au service". */
const MASCULINE = new Set(
  (
    'accueil assainissement camping centre cimetiere conservatoire eclairage etat foyer gymnase jardin logement ' +
    'marche multi musee parc periscolaire port portage ramassage relais restaurant stade stationnement theatre ' +
    'transport urbanisme'
  ).split(' '),
);
const FEMININE = new Set(
  (
    'bibliotheque cantine collecte creche dechetterie ecole eau garderie halte ludotheque mairie maison mediatheque ' +
    'patinoire piscine police proprete restauration salle'
  ).split(' '),
);

/**
 * A service as a place, "à la Piscine", "au Conservatoire", "à l’État civil", "aux Crèches"; "au service « Zumba »"
 * where its gender is not known.
 */
export function atService(name: string): string {
  const [first = ''] = plainName(name).split(' ');
  const isPlain = /^[\p{L}\p{N} ’'-]+$/u.test(name);
  const single = first.endsWith('s') && !MASCULINE.has(first) ? first.slice(0, -1) : first;
  if (!isPlain || !(MASCULINE.has(single) || FEMININE.has(single))) return `au service «\u00a0${name}\u00a0»`;
  if (single !== first) return `aux ${name}`;
  if (/^[aeiou]/.test(first)) return `à l’${name}`;
  return FEMININE.has(first) ? `à la ${name}` : `au ${name}`;
}
