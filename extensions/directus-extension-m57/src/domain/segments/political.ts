import type { Issue } from '../issue';
import { plainName } from '../plain-name';

/** Always of political communication, or of the electoral roll, which serves nothing else. */
const POLITICAL =
  /\b(?:electora(?:l|le|ux|les|t)|partis? politiques?|political part(?:y|ies)|propagand\w+|militant\w*|sympathisants?|colistiers?|tetes? de liste|(?:bureaux?|intentions?|consignes?) de vote|appel a voter|legislatives|presidentielles?|(?:municipales|departementales|regionales|europeennes) 20\d\d|canvass\w*)\b/;
/** Of it as well, unless a council of young people or of a school is elected, or something else is applied for. */
const ELECTED = /\b(?:elections?|electeurs?|electrices?|scrutins?|candidat\w*|voters?|candidates?)\b/;
const OTHER_BODIES =
  /\bconseils? (?:municipa(?:l|ux) )?(?:d |de |des |du )?(?:la |l )?(?:jeunes|jeunesse|enfants|sages|aines|quartiers?|parents|ecoles?|college|lycee)\b|\b(?:parents d eleves|delegues? de (?:classes?|quartiers?)|budget participatif|youth council|children s council|participatory budget)\b/;
const APPLIED_FOR =
  /\bcandidat\w* (?:a|au|aux|en|pour)(?: un| une| l| la| le| les| des)? (?:logements?|emplois?|stages?|postes?|formations?|concours|conservatoire|apprentissage|service civique|bafa|recrutement|creche|places?|inscription|bourses?|subventions?|jardins?)\b/g;

/**
 * The word in a name or a description that speaks of political communication, without case and accents; null: none.
 * It is a guard against what is said openly, not against who hides it: purposes, sign-offs and the log are for that.
 */
export function politicalWord(text: string): string | null {
  const plain = plainName(text);
  const always = POLITICAL.exec(plain);
  if (always) return always[0];
  return OTHER_BODIES.test(plain) ? null : (ELECTED.exec(plain.replace(APPLIED_FOR, ''))?.[0] ?? null);
}

/** Issues of a segment's or a campaign's texts; `params.word` as `politicalWord` gives it. */
export const politicalIssues = (texts: readonly (string | null)[]): Issue[] =>
  texts.flatMap((text) => {
    const word = text === null ? null : politicalWord(text);
    return word === null ? [] : [{ code: 'SEGMENT_POLITICAL', line: null, column: null, params: { word } }];
  });
