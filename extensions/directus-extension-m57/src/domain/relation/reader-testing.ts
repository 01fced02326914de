import type { Issue } from '../issue';
import { stream, utf8 } from '../readers/testing';
import type { RelationMapping } from './fields';
import { readRelation, readRelationTable } from './reader';
import type { RelationRow } from './row';

/** Small files as real software writes them (people invented), for the tests of reading and of the ways in. */

export const FAMILY_PORTAL = [
  'N° famille;N° usager;Nom;Prénom;Né(e) le;Courriel;Téléphone portable;Adresse;Code postal;Ville;Quotient familial;Régime alimentaire;PAI;Activité;Date présence;Nb repas',
  '1204;88121;LE GOFF;Maël;14/03/2016;anne.legoff@exemple.fr;06 12 34 56 79;3 rue de la Gare;34000;Ville-Démo;412,50;sans porc;non;Restauration scolaire;02/09/2024;1',
  '1204;88122;LE GOFF;Nolwenn;30/11/2018;anne.legoff@exemple.fr;06 12 34 56 79;3 rue de la Gare;34000;Ville-Démo;412,50;;oui;Restauration scolaire;02/09/2024;1',
  '1377;90417;D’ALMEIDA;Léa;01/02/2015;;07.98.76.54.31;12, av. Jean Jaurès;34070;Ville-Démo;1 250,00;;non;Centre de loisirs;04/09/2024;0,5',
].join('\r\n');

export const PAYMENTS = [
  'Reçus du 01/09/2024 au 30/09/2024',
  '',
  'N° quittance;Date règlement;N° usager;Nom;Montant réglé;Mode de paiement;Prestation',
  'Q-2024-118;05/09/2024;88121;LE GOFF;36,40;CB;Restauration scolaire',
  'Q-2024-119;05/09/2024;;;3,50;Espèces;Piscine',
  'Q-2024-120;06/09/2024;90417;D’ALMEIDA;1 046,00;Prélèvement;Centre de loisirs',
  'Total;;;;1 085,90;;',
].join('\n');

export const REQUESTS = [
  'N° demande;Date de création;Nom;Prénom;E-mail;Canal;Service;Statut;Date limite;Date de clôture;Objet',
  'D-1;2024-09-02 08:15:00;Martin;Paul;paul.martin@exemple.fr;Téléphone;Propreté;Clôturée;2024-09-16;2024-09-10;Dépôt sauvage rue Pasteur',
  'D-2;2024-09-03 18:40:11;;;;Appli mobile;Éclairage public;En cours;2024-09-17;;Lampadaire éteint',
  'D-3;2024-09-04 09:00:00;Haddad;Samira;samira@exemple.fr;Guichet;État civil;Nouvelle;2024-09-18;;"Acte de naissance; copie"',
].join('\n');

/** As the exports of Decidim: proposals of a participatory process with their authors. */
export const DECIDIM_PROPOSALS = [
  'id;author/id;author/name;author/url;category/name/fr;participatory_space/id;component/id;title/fr;body/fr;address;state;reference;answer/fr;proposal_votes_count;created_at',
  '41;1207;Paul Martin;https://participer.exemple/profiles/paul;Mobilités;3;12;Un parking à vélos;Devant la gare;Place de la Gare;accepted;VD-PROP-2024-09-41;Merci;37;2024-09-05 10:12:00 +0200',
  '42;1311;Samira Haddad;https://participer.exemple/profiles/samira;Nature;3;12;Planter des arbres;Cours Gambetta;;;VD-PROP-2024-09-42;;12;2024-09-06 21:02:44 +0200',
].join('\n');

export const DECIDIM_REGISTRATIONS = [
  'id;code;user/name;user/email;user/user_group;registration_form_answers/1/Régime alimentaire',
  '7;ABC1;Paul Martin;paul.martin@exemple.fr;;végétarien',
  '8;ABC2;Samira Haddad;samira@exemple.fr;;',
].join('\n');

export const SURVEY = [
  'Horodateur,Équipement,Note,Commentaire,Adresse e-mail,J’accepte d’être recontacté',
  '2024/09/10 17:02:11,Médiathèque,5,Parfait,paul.martin@exemple.fr,Oui',
  '2024/09/11 09:40:00,Piscine,2,"Eau froide, vestiaires sales",,Non',
].join('\n');

export const RELATION_FILES = {
  FAMILY_PORTAL,
  PAYMENTS,
  REQUESTS,
  DECIDIM_PROPOSALS,
  DECIDIM_REGISTRATIONS,
  SURVEY,
};

export const TODAY = '2024-12-31';

export const tableOf = (text: string) => readRelationTable(stream(utf8(text)));

/** Reads a text with what is proposed for it, the name of a software, and what is told beside. */
export async function readWith(
  text: string,
  told: Partial<RelationMapping> = {},
): Promise<{ rows: RelationRow[]; warnings: Issue[]; mapping: RelationMapping }> {
  const { proposal } = await tableOf(text);
  const mapping = {
    ...proposal,
    source: 'Essai',
    ...told,
    whole: { ...proposal.whole, ...told.whole },
    columns: told.columns ?? proposal.columns,
  };
  return { ...(await readAllRows(utf8(text), mapping)), mapping };
}

export async function readAllRows(
  bytes: Uint8Array,
  mapping: RelationMapping,
  cuts?: readonly number[],
): Promise<{ rows: RelationRow[]; warnings: Issue[] }> {
  const rows: RelationRow[] = [];
  const warnings: Issue[] = [];
  for await (const batch of readRelation(stream(bytes, cuts), mapping, { today: TODAY })) {
    rows.push(...batch.rows);
    warnings.push(...batch.warnings);
  }
  return { rows, warnings };
}
