import { createError } from '@directus/errors';
import type { Issue, Locale } from '../domain/issue';
import type { RequestStatus } from '../domain/relation/model';
import { englishDay } from '../domain/segments/sentence-en';
import { frenchDay } from '../domain/segments/sentence-fr';

/** Where a request stands, as the board says it. */
const REQUEST_STATUS: Record<Locale, Record<RequestStatus, string>> = {
  fr: {
    new: 'Nouvelle',
    in_progress: 'En cours',
    waiting: 'En attente',
    done: 'Traitée',
    refused: 'Refusée',
  },
  en: { new: 'New', in_progress: 'In progress', waiting: 'Waiting', done: 'Done', refused: 'Refused' },
};

/** Every refusal of the API that is not a positioned issue of a file: code, status, and words for people. */
const TEXTS = {
  NOT_INSTALLED: {
    status: 409,
    fr: () =>
      "Le module M57 n'est pas encore installé. Un administrateur peut l'installer depuis la page « Installation » du module.",
    en: () =>
      'M57 is not installed yet. An administrator can install it from the "Installation" page of the module.',
  },
  RELATION_NOT_INSTALLED: {
    status: 409,
    fr: () =>
      'Les administrés ne sont pas encore installés. Un administrateur peut installer « Relation » depuis la page « Installation » du module.',
    en: () =>
      'Citizens are not installed yet. An administrator can install "Relation" from the "Installation" page of the module.',
  },
  SEGMENTS_NOT_INSTALLED: {
    status: 409,
    fr: () =>
      'Les segments ne sont pas encore installés. Un administrateur peut installer « Segments et campagnes » depuis la page « Installation » du module.',
    en: () =>
      'Segments are not installed yet. An administrator can install "Segments and campaigns" from the "Installation" page of the module.',
  },
  AIPD_NOT_CONFIRMED: {
    status: 409,
    fr: () =>
      'Aucune donnée de personne n’entre avant que le délégué à la protection des données ait confirmé l’analyse d’impact (AIPD), page « Protection des données ».',
    en: () =>
      'No personal data comes in before the data protection officer has confirmed the impact assessment, page "Data protection".',
  },
  ITEM_INVALID: {
    status: 400,
    fr: ({ index, path, detail }) =>
      `Élément ${index}, champ « ${path} » : ${detail}. Le lot entier est refusé, rien n’a été enregistré.`,
    en: ({ index, path, detail }) =>
      `Item ${index}, field "${path}": ${detail}. The whole batch is refused, nothing was recorded.`,
  },
  ITEM_SERVICE_UNKNOWN: {
    status: 400,
    fr: ({ index, service }) =>
      `Élément ${index}, champ « service » : le service « ${service} » n’existe pas. Le lot entier est refusé, rien n’a été enregistré.`,
    en: ({ index, service }) =>
      `Item ${index}, field "service": the service "${service}" does not exist. The whole batch is refused, nothing was recorded.`,
  },
  ITEM_PURPOSE_UNKNOWN: {
    status: 400,
    fr: ({ index, purpose }) =>
      `Élément ${index}, champ « purpose » : la finalité « ${purpose} » n’est pas déclarée. Le lot entier est refusé, rien n’a été enregistré.`,
    en: ({ index, purpose }) =>
      `Item ${index}, field "purpose": the purpose "${purpose}" is not declared. The whole batch is refused, nothing was recorded.`,
  },
  ITEM_PERSON_UNKNOWN: {
    status: 400,
    fr: ({ index }) =>
      `Élément ${index}, champ « person.pseudonym » : aucun administré n’a ce pseudonyme. Le lot entier est refusé, rien n’a été enregistré.`,
    en: ({ index }) =>
      `Item ${index}, field "person.pseudonym": no citizen has this pseudonym. The whole batch is refused, nothing was recorded.`,
  },
  ITEM_PERSON_UNTOLD: {
    status: 400,
    fr: ({ index }) =>
      `Élément ${index}, champ « person » : rien n’y dit qui est la personne (numéro, nom, courriel ou téléphone). Retirez « person » pour une entrée anonyme. Le lot entier est refusé, rien n’a été enregistré.`,
    en: ({ index }) =>
      `Item ${index}, field "person": nothing tells who the person is (number, name, e-mail or phone). Leave "person" out for an anonymous entry. The whole batch is refused, nothing was recorded.`,
  },
  ITEM_KEY_TWICE: {
    status: 400,
    fr: ({ index, first }) =>
      `Élément ${index}, champ « key » : l’élément ${first} a le même numéro et dit autre chose. Le lot entier est refusé, rien n’a été enregistré.`,
    en: ({ index, first }) =>
      `Item ${index}, field "key": item ${first} has the same number and says something else. The whole batch is refused, nothing was recorded.`,
  },
  ITEM_CONFLICT: {
    status: 409,
    fr: ({ index }) =>
      `Élément ${index}, champ « key » : cette source a déjà envoyé une interaction de ce numéro, qui disait autre chose. Le lot entier est refusé, rien n’a été enregistré.`,
    en: ({ index }) =>
      `Item ${index}, field "key": this source has sent an interaction of this number already, which said something else. The whole batch is refused, nothing was recorded.`,
  },
  REQUEST_MOVED: {
    status: 409,
    fr: ({ status }) =>
      `Quelqu’un a déplacé cette demande entre-temps : elle est « ${REQUEST_STATUS.fr[status as RequestStatus]} ». Actualisez le tableau.`,
    en: ({ status }) =>
      `Somebody has moved this request meanwhile: it is "${REQUEST_STATUS.en[status as RequestStatus]}". Reload the board.`,
  },
  DUPLICATE_DECIDED: {
    status: 409,
    fr: () => 'Quelqu’un a déjà tranché pour ces deux fiches. Actualisez la page.',
    en: () => 'Somebody has already decided on these two records. Reload the page.',
  },
  MERGE_ITSELF: {
    status: 400,
    fr: () => 'Une fiche ne se fusionne pas avec elle-même : choisissez-en deux.',
    en: () => 'A record cannot be merged with itself: choose two.',
  },
  MERGE_NOT_OF_PAIR: {
    status: 400,
    fr: () => 'La fiche à garder n’est pas l’une des deux.',
    en: () => 'The record to keep is not one of the two.',
  },
  MERGE_UNDONE: {
    status: 409,
    fr: () => 'Cette fusion est déjà annulée. Actualisez la page.',
    en: () => 'This merge is undone already. Reload the page.',
  },
  MERGE_KEPT_GONE: {
    status: 409,
    fr: () =>
      'Cette fusion ne s’annule plus : la fiche gardée a depuis été fusionnée avec une autre (annulez d’abord cette fusion-là) ou effacée.',
    en: () =>
      'This merge cannot be undone any more: the record that was kept has since been merged into another (undo that merge first) or erased.',
  },
  MERGE_INTERACTIONS_GONE: {
    status: 409,
    fr: () =>
      'Cette fusion ne s’annule plus : des interactions qui venaient de la fiche fusionnée ont depuis été supprimées ou données à quelqu’un d’autre.',
    en: () =>
      'This merge cannot be undone any more: interactions of the merged record have since been deleted or given to somebody else.',
  },
  PURPOSE_IN_USE: {
    status: 409,
    fr: ({ codes }) =>
      `Des interactions, des preuves, des segments ou des campagnes portent une finalité que vous retirez : ${codes}. Rien n’a été enregistré : gardez-la tant qu’elle sert.`,
    en: ({ codes }) =>
      `Interactions, evidence, segments or campaigns name a purpose that you take away: ${codes}. Nothing was saved: keep it as long as it serves.`,
  },
  PERSONS_BUSY: {
    status: 409,
    fr: () =>
      'Des personnes sont en cours d’import ou d’anonymisation. Attendez la fin, puis recommencez : rien n’a été écrit.',
    en: () =>
      'Persons are being imported or anonymised. Wait until that ends, then try again: nothing was written.',
  },
  SEGMENT_MODE: {
    status: 400,
    fr: () =>
      'Un segment est mis à jour de l’une de ces façons : dynamic, snapshot ou static. Choisissez-en une.',
    en: () => 'A segment is updated in one of these ways: dynamic, snapshot or static. Choose one.',
  },
  SEGMENT_NO_DEFINITION: {
    status: 400,
    fr: () => 'Un segment dynamique ou photographié a une définition : donnez-la.',
    en: () => 'A dynamic segment and a snapshot have a definition: give it.',
  },
  SEGMENT_NOT_ALLOWED: {
    status: 403,
    fr: () =>
      'Mettre un segment à jour demande la politique « M57 – Segments ». Demandez-la à un administrateur.',
    en: () => 'Refreshing a segment needs the policy "M57 – Segments". Ask an administrator for it.',
  },
  SEGMENT_IN_USE: {
    status: 409,
    fr: ({ by }) =>
      `« ${by} » se sert de ce segment : modifiez-le ou terminez-le d’abord. Rien n’a été supprimé.`,
    en: ({ by }) => `"${by}" uses this segment: change or end it first. Nothing was deleted.`,
  },
  SEGMENT_EMPTY: {
    status: 409,
    fr: ({ name }) =>
      `« ${name} » n’a personne à répartir : mettez-le à jour, ou vérifiez les consentements de ses membres.`,
    en: ({ name }) =>
      `"${name}" has nobody to share out: refresh it, or look at the consents of its members.`,
  },
  SEGMENT_LIST_KEPT: {
    status: 409,
    fr: ({ name }) =>
      `Les membres de « ${name} » restent ceux qui ont été choisis : la finalité et la définition d’une liste ne changent plus. Créez un autre segment. Rien n’a été enregistré.`,
    en: ({ name }) =>
      `The members of "${name}" stay those who were chosen: the purpose and the definition of a list no longer change. Create another segment. Nothing was recorded.`,
  },
  SEGMENT_LIST_EMPTY: {
    status: 409,
    fr: () =>
      'Une liste garde les membres qu’un segment a déjà, et celui-ci n’en a pas. Enregistrez-le comme dynamique, mettez-le à jour, puis faites-en une liste ; ou tirez des groupes d’un autre segment. Rien n’a été enregistré.',
    en: () =>
      'A list keeps the members that a segment has, and this one has none. Save it as dynamic, refresh it, then make it a list; or draw groups from another segment. Nothing was recorded.',
  },
  SEGMENT_NOT_COMPUTED: {
    status: 409,
    fr: ({ name }) =>
      `« ${name} » a changé, et ses membres ne suivent pas encore : mettez le segment à jour, puis recommencez.`,
    en: ({ name }) => `"${name}" has changed and its members do not follow yet: refresh it, then try again.`,
  },
  EXPORT_STATISTICS: {
    status: 409,
    fr: ({ name }) =>
      `Le segment « ${name} » sert aux statistiques : elles ne désignent personne et n’écrivent à personne. Exportez-le sans noms ni message, ou choisissez un segment d’une autre finalité.`,
    en: ({ name }) =>
      `The segment "${name}" is for statistics, which single nobody out and write to nobody. Export it without names or messages, or choose a segment for another purpose.`,
  },
  SIGN_OFF_NEEDED: {
    status: 409,
    fr: ({ words }) => `${words} Relancez avec son nom et l’objet de l’envoi ; les deux sont consignés.`,
    en: ({ words }) => `${words} Ask again with their name and what is sent; both are recorded.`,
  },
  COLLECTION_INACTIVE: {
    status: 403,
    fr: () =>
      'Des collections du module M57 sont désactivées (licence Directus). Un administrateur peut les réactiver dans les paramètres.',
    en: () =>
      'Collections of M57 are inactive (Directus licence). An administrator can activate them in the settings.',
  },
  INSTALL_CONFLICT: {
    status: 409,
    fr: ({ names }) =>
      `Installation impossible : ${names} existe déjà et n'appartient pas au module M57. Rien n'a été créé ni modifié. Renommez ou retirez cet objet, puis relancez.`,
    en: ({ names }) =>
      `Cannot install: ${names} already exists and does not belong to M57. Nothing was created or changed. Rename or remove it, then try again.`,
  },
  LICENCE_TOO_SMALL: {
    status: 409,
    fr: ({ need, left }) =>
      `Installation impossible : il faut ${need} collections et la licence Directus en laisse ${left}. Rien n'a été créé. Libérez des collections ou activez une licence.`,
    en: ({ need, left }) =>
      `Cannot install: ${need} collections are needed and the Directus licence leaves ${left}. Nothing was created. Free some collections or activate a licence.`,
  },
  INSTALL_BUSY: {
    status: 409,
    fr: () => 'Une installation est déjà en cours. Attendez sa fin, puis actualisez la page.',
    en: () => 'An installation is already running. Wait until it ends, then reload the page.',
  },
  FILE_MISSING: {
    status: 400,
    fr: () =>
      "Aucun fichier reçu. Envoyez le fichier dans le champ « file », ou le numéro d'un fichier de Directus.",
    en: () => 'No file received. Send the file in the "file" field, or the id of a Directus file.',
  },
  FILE_TOO_LARGE: {
    status: 413,
    fr: ({ limit }) => `Le fichier dépasse la taille permise par ce serveur (${limit}).`,
    en: ({ limit }) => `The file is larger than this server allows (${limit}).`,
  },
  IMPORT_CONCURRENT: {
    status: 409,
    fr: () =>
      "Ce document vient d'être importé par quelqu'un d'autre au même moment. Rien n'a été écrit deux fois : actualisez la page.",
    en: () =>
      'This document has just been imported by someone else. Nothing was written twice: reload the page.',
  },
  IMPORT_DUPLICATE: {
    status: 409,
    fr: ({ id }) => `Ce fichier est déjà importé (import n° ${id}). Rien n’a changé.`,
    en: ({ id }) => `This file is imported already (import ${id}). Nothing has changed.`,
  },
  IMPORT_INTERRUPTED: {
    status: 409,
    fr: () =>
      'Le serveur s’est arrêté pendant cet import. Rien n’a été écrit : importez de nouveau le fichier. (The server stopped during this import. Nothing was written: import the file again.)',
    en: () => 'The server stopped during this import. Nothing was written: import the file again.',
  },
  IMPORT_NOT_ALLOWED: {
    status: 403,
    fr: () =>
      'Importer des comptes demande la politique « M57 – Finance ». Demandez-la à un administrateur, ou faites importer le fichier par un collègue qui l’a.',
    en: () =>
      'Importing accounts needs the policy "M57 – Finance". Ask an administrator for it, or let a colleague who has it import the file.',
  },
  FILE_UNREADABLE: {
    status: 403,
    fr: () =>
      'Ce fichier n’existe plus, ou vous n’avez pas le droit de le lire dans la bibliothèque de fichiers.',
    en: () => 'This file does not exist any more, or you may not read it in the file library.',
  },
  SYNC_FAILED: {
    status: 502,
    fr: ({ detail }) => `L’import programmé n’a pas pu lire sa source : ${detail}`,
    en: ({ detail }) => `The scheduled import could not read its source: ${detail}`,
  },
  IMPORT_NOT_UNDOABLE: {
    status: 409,
    fr: () => 'Cet import ne compte déjà plus : il est en cours, interrompu, en échec ou déjà annulé.',
    en: () => 'This import does not count any more: it is running, cancelled, failed or already undone.',
  },
  IMPORT_UNDER_RUN: {
    status: 409,
    fr: ({ name }) => `La répartition validée « ${name} » repose sur cet import. Annulez-la d'abord.`,
    en: ({ name }) => `The validated run "${name}" rests on this import. Reverse it first.`,
  },
  PLAN_IN_USE: {
    status: 409,
    fr: (at) =>
      `Le document « ${at['label']} », ${at['stage']} ${at['exercice']} (import n° ${at['import']}), a été lu avec le plan ${at['plan']} depuis cet import. Annulez d’abord l’import de ce document.`,
    en: (at) =>
      `The document "${at['label']}", ${at['stage']} ${at['exercice']} (import ${at['import']}), was read with the plan ${at['plan']} since this import. Undo the import of that document first.`,
  },
  PLAN_IMPORT_REPLACED: {
    status: 409,
    fr: ({ plan, id }) =>
      `Un import plus récent a changé le plan ${plan} (import n° ${id}). Annulez-le d’abord.`,
    en: ({ plan, id }) => `A later import changed the plan ${plan} (import ${id}). Undo that one first.`,
  },
  PEER_IS_OWN: {
    status: 409,
    fr: (at) =>
      `Le SIRET ${at['siret']} est celui d’un budget de votre collectivité (« ${at['label']} », ${at['stage']} ${at['exercice']}) : il ne peut pas être une collectivité de comparaison.`,
    en: (at) =>
      `SIRET ${at['siret']} is that of a budget of your own ("${at['label']}", ${at['stage']} ${at['exercice']}): it cannot be an authority to compare with.`,
  },
  PEER_HAS_ACCOUNTS: {
    status: 409,
    fr: (at) =>
      `Les comptes de « ${at['name']} » sont importés (import n° ${at['import']}) : ils passeraient pour les vôtres. Annulez d’abord cet import.`,
    en: (at) =>
      `The accounts of "${at['name']}" are in (import ${at['import']}): they would become your own. Undo that import first.`,
  },
  PACK_SERVICE_UNKNOWN: {
    status: 400,
    fr: ({ name }) =>
      `La configuration parle du service « ${name} », qu’elle ne décrit pas et qui n’existe pas ici. Rien n’a été créé.`,
    en: ({ name }) =>
      `The configuration speaks of the service "${name}", which it does not describe and which is not here. Nothing was created.`,
  },
  PACK_SERVICE_TWICE: {
    status: 400,
    fr: ({ name }) => `La configuration décrit deux fois le service « ${name} ». Rien n’a été créé.`,
    en: ({ name }) => `The configuration describes the service "${name}" twice. Nothing was created.`,
  },
  RUN_BUSY: {
    status: 409,
    fr: () =>
      'Un autre calcul de coûts complets est en cours. Attendez sa fin, puis recommencez : rien n’a été écrit.',
    en: () => 'Another run is being computed. Wait until it ends, then try again: nothing was written.',
  },
  RUN_NOT_ALLOWED: {
    status: 403,
    fr: () =>
      'Calculer des coûts complets demande la politique « M57 – Finance ». Demandez-la à un administrateur.',
    en: () => 'Computing full costs needs the policy "M57 – Finance". Ask an administrator for it.',
  },
  RUN_NO_DOCUMENT: {
    status: 409,
    fr: (at) =>
      `Aucun document budgétaire de l’exercice ${at['exercice']} n’est importé pour le SIRET ${at['siret']}. Importez-le d’abord.`,
    en: (at) => `No budget document of ${at['exercice']} is in for SIRET ${at['siret']}. Import it first.`,
  },
  RUN_DOCUMENTS_GONE: {
    status: 409,
    fr: () =>
      'Un import sur lequel repose cette répartition vient d’être annulé. Relancez le calcul sur les documents présents.',
    en: () => 'An import that this run rests on has been undone. Compute again over the documents there are.',
  },
  RUN_NOT_DRAFT: {
    status: 409,
    fr: ({ name }) => `« ${name} » n’est plus un brouillon : seul un brouillon se valide.`,
    en: ({ name }) => `"${name}" is no longer a draft: only a draft can be validated.`,
  },
  RUN_NOT_VALIDATED: {
    status: 409,
    fr: ({ name }) =>
      `« ${name} » n’est pas validée : seule une répartition validée s’annule. Un brouillon se supprime.`,
    en: ({ name }) => `"${name}" is not validated: only a validated run is reversed. A draft is deleted.`,
  },
  RUN_MUST_BE_VALIDATED: {
    status: 409,
    fr: ({ name }) =>
      `« ${name} » n’est pas validée : le coût par public vient d’une répartition validée. Validez-la, page Répartition, ou choisissez-en une autre.`,
    en: ({ name }) =>
      `"${name}" is not validated: costs by group come from a validated run. Validate it on the Allocation page, or choose another one.`,
  },
  RUN_BLOCKED: {
    status: 409,
    fr: ({ problems }) =>
      `Cette répartition ne peut pas être validée. ${problems} Corrigez, puis relancez le calcul.`,
    en: ({ problems }) => `This run cannot be validated. ${problems} Correct it, then compute again.`,
  },
  RUN_ALTERED: {
    status: 409,
    fr: () =>
      'Les résultats enregistrés ne sont plus ceux qui ont été calculés : ils ont été modifiés dans la base. Relancez le calcul.',
    en: () =>
      'The stored results are not what was computed: they were changed in the database. Compute again.',
  },
  IMPORT_NOT_RUNNING: {
    status: 409,
    fr: () => "Cet import n'est plus en cours : il n'y a rien à interrompre.",
    en: () => 'This import is not running any more: there is nothing to cancel.',
  },
  EXPORT_TOO_LARGE: {
    status: 409,
    fr: ({ lines, most }) =>
      `Ce choix compte ${lines} lignes et une feuille de classeur en tient ${most}. Restreignez-le, ou choisissez le format CSV.`,
    en: ({ lines, most }) =>
      `This selection has ${lines} lines and a sheet of a workbook holds ${most}. Narrow it down, or choose CSV.`,
  },
  REWARD_CLOSED: {
    status: 409,
    fr: ({ name }) => `L’avantage « ${name} » est clos : il ne change plus. Créez-en un nouveau.`,
    en: ({ name }) => `The reward "${name}" is closed and changes no more. Create a new one.`,
  },
  REWARD_ENDED: {
    status: 409,
    fr: ({ name, day }) =>
      `L’avantage « ${name} » est terminé depuis le ${frenchDay(String(day))}. Repoussez sa fin, ou créez-en un nouveau.`,
    en: ({ name, day }) =>
      `The reward "${name}" ended on ${englishDay(String(day))}. Move its end, or create a new one.`,
  },
  REWARD_BEGUN: {
    status: 409,
    fr: ({ name }) =>
      `Des pass de « ${name} » sont remis : segment, service, valeur et début ne changent plus, et le nombre d’utilisations ne baisse pas. Rien n’a été enregistré ; créez un autre avantage.`,
    en: ({ name }) =>
      `Passes of "${name}" were given: segment, service, value and start no longer change, and uses are not reduced. Nothing was saved; create another reward.`,
  },
  REWARD_ENGAGEMENT: {
    status: 409,
    fr: ({ segment, by }) =>
      `Le segment « ${segment} » ne peut pas donner droit à un avantage : la définition de « ${by} » demande le score de participation, qui ne donne et n’ôte aucun droit. Choisissez un segment qui ne le demande pas.`,
    en: ({ segment, by }) =>
      `The segment "${segment}" cannot give a reward: the definition of "${by}" asks for the participation score, which gives and takes no right. Choose a segment that does not ask for it.`,
  },
  REWARD_QUOTIENT: {
    status: 409,
    fr: ({ segment, by }) =>
      `Le segment « ${segment} » ne peut pas donner droit à un avantage : la définition de « ${by} » demande le quotient familial, qui ne sert qu’aux prestations (finalité « service ») et aux statistiques. Changez la finalité du segment, ou choisissez-en un autre.`,
    en: ({ segment, by }) =>
      `The segment "${segment}" cannot give a reward: the definition of "${by}" asks for the quotient familial, which serves only services (purpose "service") and statistics. Change the purpose of the segment, or choose another.`,
  },
  REWARD_STATISTICS: {
    status: 409,
    fr: ({ segment }) =>
      `Le segment « ${segment} » sert aux statistiques : elles ne désignent personne, et ne donnent donc droit à rien. Choisissez un segment d’une autre finalité.`,
    en: ({ segment }) =>
      `The segment "${segment}" is for statistics, which single nobody out and give no right. Choose a segment of another purpose.`,
  },
  PASS_UNKNOWN: {
    status: 404,
    fr: () => 'Aucun pass ne porte ce code. Relisez-le : dix lettres et chiffres.',
    en: () => 'No pass has this code. Read it again: ten letters and digits.',
  },
  PASS_CLOSED: {
    status: 409,
    fr: ({ name }) => `L’avantage « ${name} » a été clos : ses pass ne sont plus acceptés.`,
    en: ({ name }) => `The reward "${name}" was closed: its passes are no longer taken.`,
  },
  PASS_NOT_BEGUN: {
    status: 409,
    fr: ({ name, day }) =>
      `L’avantage « ${name} » commence le ${frenchDay(String(day))} : ce pass n’est pas encore valable.`,
    en: ({ name, day }) =>
      `The reward "${name}" begins on ${englishDay(String(day))}: this pass is not good yet.`,
  },
  PASS_ENDED: {
    status: 409,
    fr: ({ name, day }) =>
      `L’avantage « ${name} » a pris fin le ${frenchDay(String(day))} : ce pass n’est plus valable.`,
    en: ({ name, day }) =>
      `The reward "${name}" ended on ${englishDay(String(day))}: this pass is no longer good.`,
  },
  PASS_USED_UP: {
    status: 409,
    fr: ({ name, uses }) =>
      Number(uses) === 1
        ? `Ce pass « ${name} » est déjà utilisé : il vaut une fois.`
        : `Ce pass « ${name} » est épuisé : ses ${uses} utilisations sont faites.`,
    en: ({ name, uses }) =>
      Number(uses) === 1
        ? `This pass "${name}" has been used: it is good for one time.`
        : `This pass "${name}" is used up: its ${uses} uses are made.`,
  },
  PASS_ELSEWHERE: {
    status: 409,
    fr: ({ name, service }) => `Ce pass « ${name} » vaut seulement au service « ${service} ».`,
    en: ({ name, service }) => `This pass "${name}" is good at the service "${service}" only.`,
  },
  PASS_TAKEN_BACK: {
    status: 409,
    fr: () => 'Cette utilisation est déjà annulée.',
    en: () => 'This use has been taken back already.',
  },
  CITIZEN_UNKNOWN: {
    status: 404,
    fr: () =>
      'Personne ne porte ce numéro dans cette source, ou ce pseudonyme : vérifiez l’un et l’autre, ou importez d’abord cette personne.',
    en: () =>
      'Nobody has this number in this source, or this pseudonym: check them, or import this person first.',
  },
  PURPOSE_NO_ENGAGEMENT: {
    status: 409,
    fr: ({ purpose }) =>
      `Le score de participation ne sert pas à la finalité « ${purpose} » : il ne donne ni droit, ni tarif, ni priorité. Demandez-le pour une finalité déclarée qui l’admet, ou sans « engagement_for ».`,
    en: ({ purpose }) =>
      `The participation score does not serve the purpose "${purpose}": it gives no right, price or priority. Ask for it for a declared purpose that admits it, or without "engagement_for".`,
  },
  PREVIEW_REPLACED: {
    status: 409,
    fr: () => 'Cet aperçu a été remplacé par un plus récent.',
    en: () => 'This preview was replaced by a later one.',
  },
  INVALID_REQUEST: {
    status: 400,
    fr: ({ detail }) => `Demande incorrecte : ${detail}`,
    en: ({ detail }) => `Invalid request: ${detail}`,
  },
  KEYS_SAME_YEAR: {
    status: 400,
    fr: ({ exercice }) =>
      `Les clés de ${exercice} ne se copient pas sur elles-mêmes : choisissez un autre exercice.`,
    en: ({ exercice }) => `The keys of ${exercice} cannot be copied onto themselves: choose another year.`,
  },
  UNITS_YEAR_OR_MONTHS: {
    status: 400,
    fr: () => 'Donnez les unités de l’exercice entier, ou celles de mois : l’un ou l’autre.',
    en: () => 'Give the units of the whole year, or those of months: one or the other.',
  },
  UNITS_NOT_YOURS: {
    status: 403,
    fr: () =>
      'Les unités de ce service se saisissent par son responsable ou par le service financier (politique « M57 – Finance »).',
    en: () =>
      'The units of this service are entered by who is in charge of them or by finance (policy "M57 – Finance").',
  },
  NOTIONAL_NEGATIVE: {
    status: 400,
    fr: ({ position, label }) =>
      `Ligne ${position} (« ${label} ») : une charge supplétive ne peut pas être négative. Rien n’a été enregistré.`,
    en: ({ position, label }) =>
      `Row ${position} ("${label}"): a notional cost cannot be negative. Nothing was saved.`,
  },
  SERVICE_UNKNOWN: {
    status: 400,
    fr: ({ position, service }) =>
      `Ligne ${position} : le service n° ${service} n’existe pas (ou plus). Rien n’a été enregistré.`,
    en: ({ position, service }) =>
      `Row ${position}: service ${service} does not exist (any more). Nothing was saved.`,
  },
  TARIFF_NEGATIVE: {
    status: 400,
    fr: ({ label }) => `Le tarif « ${label} » est négatif. Rien n’a été enregistré.`,
    en: ({ label }) => `The tariff "${label}" is negative. Nothing was saved.`,
  },
  NOT_FOUND: {
    status: 404,
    fr: ({ what }) => `Introuvable : ${what}`,
    en: ({ what }) => `Not found: ${what}`,
  },
  READ_ONLY: {
    status: 409,
    fr: ({ reason }) => reason as string,
    en: ({ reason }) => reason as string,
  },
} satisfies Record<string, { status: number } & Record<Locale, (params: Issue['params']) => string>>;

export type RefusalCode = keyof typeof TEXTS;

/** A refusal thrown by the server; the endpoint turns it into the caller's language. */
export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    readonly params: Issue['params'] = {},
  ) {
    super(TEXTS[code].en(params));
    this.name = 'Refusal';
  }
  get status(): number {
    return TEXTS[this.code].status;
  }
  text(locale: Locale): string {
    return TEXTS[this.code][locale](this.params);
  }
}

/** The same in hooks, to which the host does not tell the caller's language: both are said. */
export function hookError(refusal: Refusal): Error {
  const Constructor = createError(
    refusal.code,
    `${refusal.text('fr')} / ${refusal.text('en')}`,
    refusal.status,
  );
  return new Constructor();
}

/** The Directus error with the same code, for hooks, where the host writes the answer. */
export function directusError(refusal: Refusal, locale: Locale): Error {
  const Constructor = createError(refusal.code, refusal.text(locale), refusal.status);
  return new Constructor();
}
