import type { DocumentTexts } from './texts';

export const FRENCH: DocumentTexts = {
  bases: {
    public_interest: 'Mission d’intérêt public (RGPD, art. 6.1 e)',
    legal_duty: 'Obligation légale (RGPD, art. 6.1 c)',
    contract: 'Contrat ou mesures précontractuelles (RGPD, art. 6.1 b)',
    consent: 'Consentement (RGPD, art. 6.1 a)',
  },
  fates: { destroy: 'élimination', sort: 'tri', archive: 'versement aux archives' },
  mark: {
    authority: 'nom de la collectivité',
    siret: 'SIRET',
    address: 'adresse',
    dpo: 'délégué à la protection des données',
    contact: 'moyen de joindre le délégué',
    representative: 'représentant légal (maire, président)',
    purposes: 'finalités',
    description: 'ce que recouvre cette finalité',
    wording: 'texte montré aux personnes',
    recipients: 'destinataires',
    sources: 'provenance des données',
    hosting: 'hébergeur, sous-traitants, lieu des serveurs et contrats (RGPD, art. 28)',
    visa: 'visa des archives départementales',
    persons: 'préciser s’il y a des mineurs',
    severity: 'gravité',
    likelihood: 'vraisemblance',
    residual: 'acceptable ou non, avec les mesures de la collectivité',
    opinionDpo: 'avis du délégué à la protection des données, date et signature',
    opinionPersons: 'avis des personnes concernées ou de leurs représentants, ou raison de s’en passer',
    decision: 'décision du responsable de traitement, date et signature',
    review: 'date de la prochaine révision',
    vulnerable: 'oui ou non : mineurs, personnes en difficulté sociale, agents',
    channel: 'formulaire, affichage ou courrier où cette information est donnée',
    mandatory: 'données obligatoires et facultatives de chaque formulaire',
  },
  day: (iso) => iso.split('-').reverse().join('/'),
  madeOn: (day) =>
    `Document produit le ${day} à partir de la configuration. Ce qui est entre crochets reste à compléter par la collectivité.`,
  months: (months) =>
    months % 12 === 0 && months > 0 ? `${months / 12} an${months > 12 ? 's' : ''}` : `${months} mois`,
  field: {
    name: 'Rubrique',
    value: 'Contenu',
    authority: 'Responsable du traitement',
    siret: 'SIRET',
    address: 'Adresse',
    representative: 'Représentant légal',
    dpo: 'Délégué à la protection des données',
    contact: 'Contact du délégué',
    purpose: 'Finalité',
    description: 'Description',
    basis: 'Base légale',
    persons: 'Personnes concernées',
    data: 'Catégories de données',
    recipients: 'Destinataires',
    transfers: 'Transferts hors de l’Union européenne',
    retention: 'Conservation',
    security: 'Sécurité',
    access: 'Accès',
    criterion: 'Critère',
    applies: 'Rempli',
    why: 'Pourquoi',
    risk: 'Événement redouté',
    measures: 'Mesures de l’application',
    severity: 'Gravité',
    likelihood: 'Vraisemblance',
    residual: 'Risque résiduel',
    part: 'Part',
    points: 'Points',
    full: 'Plein',
  },
  retention: (active, dua, fate, visa) =>
    `${active} après la dernière utilisation${dua ? `, et pas avant la fin de la durée d’utilité administrative (${dua} après cette date)` : ''} ; ensuite : anonymisation, sort final des documents : ${fate} (${visa}).`,
  transfers: 'Aucun par l’application elle-même.',
  personCategories: 'Usagers des services et personnes inscrites auprès d’eux.',
  dataCategories: [
    'Profil sous pseudonyme : année de naissance, composition du foyer, tranche de quotient familial, secteur d’habitation, date et origine de l’inscription.',
    'Identité, tenue à part : nom, prénom, date de naissance, courriel, téléphone, adresse.',
    'Relations avec les services : nature, service, date, quantité, montant, canal, statut et échéance des demandes, note de satisfaction.',
    'Preuves : consentements, retraits, oppositions, limitations et rectifications, avec leur date, leur source et le texte montré.',
  ],
  measures: ({ threshold, dominance, logMonths }) => [
    'Séparation : l’identité est dans une collection à part, avec ses propres droits ; le reste ne porte qu’un pseudonyme sans signification.',
    'Minimisation : les colonnes relatives à la santé, au handicap, aux régimes alimentaires et allergies, à la religion, à la nationalité et le numéro de sécurité sociale sont refusées à l’import ; le texte des contributions aux consultations n’est pas conservé.',
    'Droits par rôle : finances, relation, pilotage, guichet, responsable de service et délégué ont chacun leur politique ; ni le guichet ni les finances ne voient score et quotient.',
    `Secret statistique : aucun chiffre sur moins de ${threshold} personnes (foyers, pour les revenus et le quotient), ni montant dont un seul tient plus de ${dominance} % ; les chiffres qui permettraient de les retrouver par soustraction sont masqués aussi.`,
    `Journal : lectures d’identités, exports, droits exercés et effacements sont journalisés et conservés ${logMonths} mois.`,
    'Preuves inaltérables : chaque consentement ou opposition est daté et enchaîné aux précédents par une empreinte, qui révèle toute modification.',
    'Conservation : une durée par finalité, un essai à blanc avant chaque anonymisation, et un motif pour chaque refus d’effacement.',
    'Effacement complet dans toutes les tables, et registre des effacements à rejouer après la restauration d’une sauvegarde ancienne.',
    'Verrou : aucune personne n’entre avant que le délégué ait confirmé l’analyse d’impact.',
  ],
  register: {
    title: 'Registre des activités de traitement (RGPD, art. 30)',
    intro:
      'Ce registre décrit les traitements de la relation aux administrés. Il complète le registre général de la collectivité.',
    controller: 'Responsable du traitement',
    processing: (label) => `Traitement : ${label}`,
    seeMeasures: 'Voir « Mesures de sécurité ».',
    recipients: 'Destinataires',
    measures: 'Mesures de sécurité',
    subcontracting: 'Hébergement et sous-traitance',
    sources: 'Provenance des données',
  },
  impact: {
    title: 'Analyse d’impact relative à la protection des données (RGPD, art. 35)',
    intro:
      'Analyse préremplie : elle décrit ce que fait l’application et les mesures qu’elle prend. L’appréciation des risques et la décision reviennent à la collectivité, après avis de son délégué.',
    controller: 'Responsable et date',
    why: 'Pourquoi une analyse d’impact',
    whyIntro:
      'Deux critères des lignes directrices européennes (WP 248) suffisent en principe à rendre l’analyse nécessaire. Trois au moins sont remplis.',
    yes: 'Oui',
    criteria: {
      scoring: [
        'Évaluation ou notation',
        'Un score de participation de 0 à 100 peut être calculé pour chaque personne.',
      ],
      crossing: [
        'Croisement d’ensembles de données',
        'Inscriptions, paiements, demandes, événements et enquêtes de plusieurs logiciels sont rapprochés pour une même personne.',
      ],
      scale: [
        'Grande échelle',
        (citizens) =>
          citizens === null
            ? 'Les usagers de tous les services de la collectivité sont concernés.'
            : `${String(citizens).replace(/\B(?=(\d{3})+$)/g, '\u202f')} profils à ce jour, pour tous les services de la collectivité.`,
      ],
      vulnerable: 'Personnes vulnérables',
    },
    description: 'Description du traitement',
    descriptionParagraphs: [
      'Les personnes entrent dans le fichier parce qu’elles utilisent un service ou s’inscrivent ; l’origine est enregistrée. Il ne s’agit pas d’un fichier de tous les habitants, et ni l’état civil ni la liste électorale ne l’alimentent.',
      'Les lignes reçues sont rapprochées d’une personne connue par le courriel, le téléphone, le nom et la date de naissance. Un rapprochement seulement probable crée une nouvelle personne et attend l’avis d’un agent ; une fusion peut être défaite.',
      'Les résultats sont des coûts, des usages et des statistiques par service et par groupe de personnes, sous secret statistique.',
    ],
    sources: 'Provenance, données et destinataires',
    necessity: 'Nécessité et proportionnalité',
    necessityParagraphs: [
      'Chaque utilisation se rattache à une finalité déclarée, qui a une base légale, une durée de conservation et un texte d’information. Les personnes qui s’opposent, ou qui ne consentent pas quand le consentement est la base légale, sont écartées des sélections et des exports.',
      'Le quotient familial sert aux tarifs et à des statistiques sur des foyers ; seule sa tranche est conservée.',
    ],
    purposes: 'Finalités, bases légales et durées',
    score: 'Score de participation',
    scoreParagraphs: (months, kinds) => [
      `Le score décrit la participation des ${months} derniers mois : ${kinds}. Il ne tient compte ni des demandes, ni des réclamations, ni des paiements.`,
      'Il n’ouvre, ne ferme ni ne classe aucun droit, tarif ou priorité, et n’apparaît sur aucun écran de guichet. Ses paramètres et ses parts sont visibles. Aucune décision n’est prise sur son seul fondement (RGPD, art. 22).',
    ],
    scoreParts: { recency: 'Récence', frequency: 'Fréquence', breadth: 'Diversité' },
    scoreFull: {
      recency: 'participation du jour',
      frequency: (n) => `${n} participation${n > 1 ? 's' : ''}`,
      breadth: (n) => `${n} sorte${n > 1 ? 's' : ''} de participation`,
    },
    kinds: {
      event: 'événements',
      consultation: 'consultations',
      renewal: 'renouvellements d’inscription',
      satisfaction: 'réponses de satisfaction',
    },
    rights: 'Droits des personnes',
    rightsParagraphs: [
      '– Information : notices par finalité, produites à partir de la même configuration.',
      '– Accès : archive complète et lisible de tout ce qui concerne une personne, dans toutes les tables.',
      '– Rectification : enregistrée comme preuve datée.',
      '– Effacement : complet, sauf durée d’utilité administrative en cours ; le refus indique son motif, sa date de fin, le sort final et le visa.',
      '– Opposition et limitation : enregistrées par finalité, et appliquées aussitôt.',
      '– Retrait du consentement : aussi simple que de le donner.',
    ],
    risks: 'Risques',
    risksIntro:
      'Gravité et vraisemblance sont à apprécier par la collectivité (négligeable, limitée, importante, maximale), compte tenu de son hébergement et de son organisation.',
    riskRows: [
      [
        'Accès illégitime aux données',
        'Identité à part, droits par rôle, journal des lectures et des exports, pseudonymes.',
      ],
      [
        'Modification non désirée',
        'Preuves enchaînées, fusions réversibles, imports annulables, rectifications datées.',
      ],
      [
        'Disparition des données',
        'Import et publication en une transaction ; sauvegardes à la charge de la collectivité.',
      ],
      [
        'Réidentification par les statistiques',
        'Seuil, dominance et masquage secondaire sur toute statistique ; coordonnées absentes des résultats.',
      ],
      [
        'Détournement du score',
        'Périmètre limité à la participation, absent des écrans de guichet, paramètres visibles, aucune décision fondée sur lui seul.',
      ],
      [
        'Rapprochement erroné de deux personnes',
        'Motif affiché, avis d’un agent pour tout rapprochement seulement probable, fusion réversible.',
      ],
      ['Conservation excessive', 'Durée par finalité, essai à blanc, anonymisation programmée.'],
    ],
    measures: 'Mesures prises par l’application',
    validation: 'Avis et décision',
  },
  notice: {
    title: 'Information sur l’utilisation de vos données (RGPD, art. 13 et 14)',
    version: (day) => `Version du ${day}.`,
    intro: (authority) =>
      `${authority} utilise des données qui vous concernent pour rendre ses services. Cette page dit lesquelles, pourquoi, combien de temps, et quels sont vos droits.`,
    controller: 'Qui est responsable',
    controllerText: (authority, address, dpo, contact) =>
      `${authority}, ${address}. Délégué à la protection des données : ${dpo}, ${contact}.`,
    purpose: (label) => `Pourquoi : ${label}`,
    shown: (wording) => `Ce qui vous est indiqué : « ${wording} »`,
    basis: (basis) => `Base légale : ${basis}.`,
    retention: (retention) => `Conservation : ${retention}`,
    mandatory: {
      public_interest:
        'Sans les données marquées comme obligatoires dans le formulaire, le service ne peut pas vous être rendu.',
      legal_duty: 'Ces données sont exigées par la loi.',
      contract:
        'Sans les données marquées comme obligatoires dans le formulaire, le contrat ne peut pas être conclu ou exécuté.',
      consent: 'Vous êtes libre de refuser, sans conséquence sur les services qui vous sont rendus.',
    },
    rights: {
      public_interest:
        'Vous pouvez vous y opposer à tout moment, pour des raisons tenant à votre situation particulière (art. 21).',
      legal_duty: 'Le droit d’opposition ne s’applique pas à ce traitement.',
      contract:
        'Le droit d’opposition ne s’applique pas à ce traitement. Vous pouvez demander à recevoir vos données dans un format lisible par une machine (art. 20).',
      consent:
        'Vous pouvez retirer votre consentement à tout moment ; ce qui a été fait avant reste valable. Vous pouvez demander à recevoir vos données dans un format lisible par une machine (art. 20).',
    },
    data: 'Quelles données',
    dataIntro: 'Selon les services que vous utilisez :',
    sources: 'D’où elles viennent',
    sourcesIntro:
      'De vous-même, quand vous vous inscrivez ou faites une demande, et des logiciels par lesquels les services sont rendus :',
    recipients: 'Qui les lit',
    recipientsIntro: 'Les agents habilités, chacun pour ce dont il a besoin :',
    decisions: 'Décisions automatiques et transferts',
    decisionsText:
      'Aucune décision vous concernant n’est prise de façon entièrement automatique. Un score de participation peut être calculé ; il n’a d’effet sur aucun droit, tarif ni priorité. L’application ne transfère aucune donnée hors de l’Union européenne.',
    yourRights: 'Vos droits',
    yourRightsText: (contact) => [
      `Vous pouvez demander l’accès à vos données, leur rectification, leur effacement (sauf quand la loi impose de les garder) ou la limitation de leur utilisation, auprès du délégué à la protection des données : ${contact}. Une réponse vous est donnée dans un délai d’un mois.`,
      'Si vous estimez que vos droits ne sont pas respectés, vous pouvez saisir la Commission nationale de l’informatique et des libertés : CNIL, 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07, www.cnil.fr.',
    ],
  },
};
