import type { DocumentTexts } from './texts';

export const ENGLISH: DocumentTexts = {
  bases: {
    public_interest: 'Task in the public interest (GDPR, art. 6(1)(e))',
    legal_duty: 'Legal obligation (GDPR, art. 6(1)(c))',
    contract: 'Contract or steps before one (GDPR, art. 6(1)(b))',
    consent: 'Consent (GDPR, art. 6(1)(a))',
  },
  fates: { destroy: 'destruction', sort: 'sorting', archive: 'transfer to the archives' },
  mark: {
    authority: 'name of the authority',
    siret: 'SIRET',
    address: 'address',
    dpo: 'data protection officer',
    contact: 'how to reach the officer',
    representative: 'legal representative (mayor, president)',
    purposes: 'purposes',
    description: 'what this purpose covers',
    wording: 'text that people are shown',
    recipients: 'recipients',
    sources: 'where data comes from',
    hosting: 'host, processors, place of the servers and contracts (GDPR, art. 28)',
    visa: 'visa of the departmental archives',
    persons: 'tell whether there are minors',
    severity: 'severity',
    likelihood: 'likelihood',
    residual: 'acceptable or not, with the measures of the authority',
    opinionDpo: 'opinion of the data protection officer, date and signature',
    opinionPersons: 'views of the persons or their representatives, or why they were not sought',
    decision: 'decision of the controller, date and signature',
    review: 'date of the next review',
    vulnerable: 'yes or no: minors, persons in social difficulty, staff',
    channel: 'form, notice board or letter where this is told',
    mandatory: 'data that is mandatory and optional in each form',
  },
  day: (iso) => iso,
  madeOn: (day) =>
    `Document made on ${day} from the configuration. What stands between brackets is to be completed by the authority.`,
  months: (months) =>
    months % 12 === 0 && months > 0
      ? `${months / 12} year${months > 12 ? 's' : ''}`
      : `${months} month${months === 1 ? '' : 's'}`,
  field: {
    name: 'Item',
    value: 'Content',
    authority: 'Controller',
    siret: 'SIRET',
    address: 'Address',
    representative: 'Legal representative',
    dpo: 'Data protection officer',
    contact: 'Contact of the officer',
    purpose: 'Purpose',
    description: 'Description',
    basis: 'Legal basis',
    persons: 'Persons concerned',
    data: 'Categories of data',
    recipients: 'Recipients',
    transfers: 'Transfers outside the European Union',
    retention: 'Retention',
    security: 'Security',
    access: 'Access',
    criterion: 'Criterion',
    applies: 'Met',
    why: 'Why',
    risk: 'Feared event',
    measures: 'Measures of the application',
    severity: 'Severity',
    likelihood: 'Likelihood',
    residual: 'Residual risk',
    part: 'Part',
    points: 'Points',
    full: 'Full',
  },
  retention: (active, dua, fate, visa) =>
    `${active} after the last use${dua ? `, and not before the end of the administrative usefulness (${dua} after that date)` : ''}; then: anonymisation, final fate of the documents: ${fate} (${visa}).`,
  transfers: 'None by the application itself.',
  personCategories: 'Users of services, and persons who signed up with them.',
  dataCategories: [
    'Profile under a pseudonym: year of birth, household, band of the family quotient, district, date and origin of registration.',
    'Identity, kept apart: name, first name, date of birth, e-mail, phone, address.',
    'Relations with services: kind, service, date, quantity, amount, channel, status and due date of requests, satisfaction.',
    'Evidence: consents, withdrawals, objections, limitations and rectifications, with their date, source and the text shown.',
  ],
  measures: ({ threshold, dominance, logMonths }) => [
    'Separation: identity is in a collection apart, with rights of its own; all else bears a pseudonym without meaning.',
    'Minimisation: columns on health, disability, diets and allergies, religion, nationality and the social security number are refused on import; the text of contributions to consultations is not kept.',
    'Rights by role: finance, relation, steering, desk, head of service and data protection officer have a policy each; neither the desk nor finance sees scores or quotients.',
    `Statistical secrecy: no figure on fewer than ${threshold} persons (households, for income and quotient), nor an amount of which one holds more than ${dominance} %; figures from which these could be found by subtraction are hidden too.`,
    `Log: reading of identities, exports, rights exercised and erasures are logged and kept for ${logMonths} months.`,
    'Evidence that cannot be altered unnoticed: each consent or objection is dated and chained to the former ones by a hash.',
    'Retention: one period per purpose, a dry run before anonymisation, and a ground for each refusal to erase.',
    'Complete erasure in every table, and a register of erasures to replay after an old backup was restored.',
    'Lock: no person enters before the data protection officer has confirmed the impact assessment.',
  ],
  register: {
    title: 'Record of processing activities (GDPR, art. 30)',
    intro:
      'This record describes the processing of relations with citizens. It completes the general record of the authority.',
    controller: 'Controller',
    processing: (label) => `Processing: ${label}`,
    seeMeasures: 'See "Security measures".',
    recipients: 'Recipients',
    measures: 'Security measures',
    subcontracting: 'Hosting and processors',
    sources: 'Where data comes from',
  },
  impact: {
    title: 'Data protection impact assessment (GDPR, art. 35)',
    intro:
      'Pre-filled assessment: it describes what the application does and the measures it takes. Weighing the risks and deciding are for the authority, once its officer has given an opinion.',
    controller: 'Controller and date',
    why: 'Why an impact assessment',
    whyIntro:
      'Two criteria of the European guidelines (WP 248) are, as a rule, enough to require the assessment. Three at least are met.',
    yes: 'Yes',
    criteria: {
      scoring: [
        'Evaluation or scoring',
        'A score of participation from 0 to 100 can be computed for each person.',
      ],
      crossing: [
        'Matching of data sets',
        'Registrations, payments, requests, events and surveys of several programs are brought together for one person.',
      ],
      scale: [
        'Large scale',
        (citizens) =>
          citizens === null
            ? 'The users of all services of the authority are concerned.'
            : `${String(citizens).replace(/\B(?=(\d{3})+$)/g, ',')} profiles to date, for all services of the authority.`,
      ],
      vulnerable: 'Vulnerable persons',
    },
    description: 'Description of the processing',
    descriptionParagraphs: [
      'Persons enter because they use a service or sign up; the origin is recorded. This is no file of all inhabitants, and neither the civil register nor the electoral roll feeds it.',
      'Rows that come in are matched with a known person by e-mail, phone, name and date of birth. A match that is only probable creates a new person and waits for an agent; a merge can be undone.',
      'The results are costs, uses and statistics by service and by group of persons, under statistical secrecy.',
    ],
    sources: 'Sources, data and recipients',
    necessity: 'Necessity and proportionality',
    necessityParagraphs: [
      'Each use belongs to a declared purpose, which has a legal basis, a retention and a text of information. Who objects, or does not consent where consent is the basis, is left out of selections and exports.',
      'The family quotient serves tariffs and statistics on households; only its band is kept.',
    ],
    purposes: 'Purposes, legal bases and periods',
    score: 'Score of participation',
    scoreParagraphs: (months, kinds) => [
      `The score describes participation in the last ${months} months: ${kinds}. It takes no account of requests, complaints or payments.`,
      'It opens, closes or ranks no right, price or priority, and is on no desk screen. Its parameters and parts are visible. No decision is based on it alone (GDPR, art. 22).',
    ],
    scoreParts: { recency: 'Recency', frequency: 'Frequency', breadth: 'Breadth' },
    scoreFull: {
      recency: 'participation on the day',
      frequency: (n) => `${n} participation${n === 1 ? '' : 's'}`,
      breadth: (n) => `${n} kind${n === 1 ? '' : 's'} of participation`,
    },
    kinds: {
      event: 'events',
      consultation: 'consultations',
      renewal: 'renewals of registrations',
      satisfaction: 'satisfaction answers',
    },
    rights: 'Rights of persons',
    rightsParagraphs: [
      '– Information: notices per purpose, made from the same configuration.',
      '– Access: a complete and readable archive of all that concerns a person, in every table.',
      '– Rectification: recorded as dated evidence.',
      '– Erasure: complete, save during the administrative usefulness; the refusal tells its ground, its end, the final fate and the visa.',
      '– Objection and limitation: recorded per purpose, and applied at once.',
      '– Withdrawal of consent: as easy as giving it.',
    ],
    risks: 'Risks',
    risksIntro:
      'Severity and likelihood are for the authority to weigh (negligible, limited, significant, maximum), given its hosting and organisation.',
    riskRows: [
      ['Unlawful access to data', 'Identity apart, rights by role, log of reading and exports, pseudonyms.'],
      ['Unwanted change', 'Chained evidence, merges and imports that can be undone, dated rectifications.'],
      ['Loss of data', 'Import and publication in one transaction; backups are for the authority.'],
      [
        'Re-identification through statistics',
        'Threshold, dominance and secondary suppression on every statistic; no contacts in results.',
      ],
      [
        'Misuse of the score',
        'Limited to participation, absent from desk screens, visible parameters, no decision based on it alone.',
      ],
      [
        'Two persons matched by mistake',
        'Reason shown, an agent’s view of every match that is only probable, merges that can be undone.',
      ],
      ['Excessive retention', 'A period per purpose, dry run, scheduled anonymisation.'],
    ],
    measures: 'Measures taken by the application',
    validation: 'Opinions and decision',
  },
  notice: {
    title: 'How your data is used (GDPR, art. 13 and 14)',
    version: (day) => `Version of ${day}.`,
    intro: (authority) =>
      `${authority} uses data about you to provide its services. This page tells which, why, how long, and what your rights are.`,
    controller: 'Who is responsible',
    controllerText: (authority, address, dpo, contact) =>
      `${authority}, ${address}. Data protection officer: ${dpo}, ${contact}.`,
    purpose: (label) => `Why: ${label}`,
    shown: (wording) => `What you are told: "${wording}"`,
    basis: (basis) => `Legal basis: ${basis}.`,
    retention: (retention) => `Retention: ${retention}`,
    mandatory: {
      public_interest:
        'Without the data that the form marks as mandatory, the service cannot be provided to you.',
      legal_duty: 'The law requires this data.',
      contract:
        'Without the data that the form marks as mandatory, the contract cannot be concluded or performed.',
      consent: 'You are free to refuse, without any effect on the services that you are provided.',
    },
    rights: {
      public_interest:
        'You may object at any time, on grounds relating to your particular situation (art. 21).',
      legal_duty: 'The right to object does not apply to this processing.',
      contract:
        'The right to object does not apply to this processing. You may ask for your data in a machine-readable format (art. 20).',
      consent:
        'You may withdraw your consent at any time; what was done before remains valid. You may ask for your data in a machine-readable format (art. 20).',
    },
    data: 'Which data',
    dataIntro: 'Depending on the services that you use:',
    sources: 'Where it comes from',
    sourcesIntro:
      'From yourself, when you sign up or make a request, and from the programs by which services are provided:',
    recipients: 'Who reads it',
    recipientsIntro: 'Authorised staff, each for what they need:',
    decisions: 'Automated decisions and transfers',
    decisionsText:
      'No decision about you is taken by automated means alone. A score of participation may be computed; it has no effect on any right, price or priority. The application transfers no data outside the European Union.',
    yourRights: 'Your rights',
    yourRightsText: (contact) => [
      `You may ask for access to your data, for its rectification, its erasure (save where the law requires that it be kept) or a limitation of its use, from the data protection officer: ${contact}. You are answered within one month.`,
      'If you consider that your rights are not respected, you may lodge a complaint with the French authority: CNIL, 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07, www.cnil.fr.',
    ],
  },
};
