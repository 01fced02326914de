import type { Locale } from '../../issue';
import type { Purpose } from '../model';
import type { PrivacyConfiguration } from './configuration';
import { toComplete, type DocumentSection, type PrivacyDocument } from './document';
import { textsIn, type DocumentTexts } from './texts';

/** A configuration in the words of one language, with marks where something is missing. */
function reading(configuration: PrivacyConfiguration, locale: Locale) {
  const texts = textsIn(locale);
  const mark = (what: keyof DocumentTexts['mark']) => toComplete(texts.mark[what], locale);
  const or = (value: string, what: keyof DocumentTexts['mark']) => value.trim() || mark(what);
  const { months, fates } = texts;
  return {
    texts,
    mark,
    or,
    identity: {
      authority: or(configuration.authority, 'authority'),
      siret: or(configuration.siret, 'siret'),
      address: or(configuration.address, 'address'),
      dpo: or(configuration.dpo, 'dpo'),
      contact: or(configuration.dpo_contact, 'contact'),
    },
    retention: ({ retention_months, dua_months, fate, visa }: Purpose) =>
      texts.retention(
        months(retention_months),
        dua_months > 0 ? months(dua_months) : null,
        fates[fate],
        or(visa, 'visa'),
      ),
    measures: items(
      texts.measures({
        threshold: configuration.suppression.threshold,
        dominance: configuration.suppression.dominance,
        logMonths: configuration.log_months,
      }),
    ),
    sources: configuration.sources.length > 0 ? items(configuration.sources) : [mark('sources')],
    recipients: section(
      texts.register.recipients,
      configuration.recipients.length > 0 ? [] : [mark('recipients')],
      configuration.recipients.length > 0
        ? {
            head: [texts.field.recipients, texts.field.access],
            rows: configuration.recipients.map(({ name, access }) => [name, access]),
          }
        : null,
    ),
    madeOn: texts.madeOn(texts.day(configuration.made_on)),
  };
}

const section = (
  title: string,
  paragraphs: string[],
  table: DocumentSection['table'] = null,
): DocumentSection => ({ title, paragraphs, table });
const items = (texts: readonly string[]) => texts.map((text) => `– ${text}`);

/** Record of processing activities (GDPR art. 30): the controller, one processing per purpose, measures. */
export function registerOfProcessing(configuration: PrivacyConfiguration, locale: Locale): PrivacyDocument {
  const { texts, mark, or, identity, retention, measures, sources, recipients, madeOn } = reading(
    configuration,
    locale,
  );
  const { field, register } = texts;
  const names = configuration.recipients.map(({ name }) => name).join(', ');
  return {
    title: register.title,
    sections: [
      section(register.controller, [register.intro, madeOn], {
        head: [field.name, field.value],
        rows: [
          [field.authority, identity.authority],
          [field.siret, identity.siret],
          [field.address, identity.address],
          [field.representative, mark('representative')],
          [field.dpo, identity.dpo],
          [field.contact, identity.contact],
        ],
      }),
      ...configuration.purposes.map((purpose) =>
        section(register.processing(purpose.label), [], {
          head: [field.name, field.value],
          rows: [
            [field.description, or(purpose.description, 'description')],
            [field.basis, texts.bases[purpose.basis]],
            [field.persons, `${texts.personCategories} ${mark('persons')}`],
            [field.data, texts.dataCategories.join(' ')],
            [field.recipients, or(names, 'recipients')],
            [field.transfers, texts.transfers],
            [field.retention, retention(purpose)],
            [field.security, register.seeMeasures],
          ],
        }),
      ),
      ...(configuration.purposes.length === 0 ? [section(field.purpose, [mark('purposes')])] : []),
      section(register.sources, sources),
      recipients,
      section(register.measures, measures),
      section(register.subcontracting, [mark('hosting')]),
    ],
  };
}

/** Impact assessment (GDPR art. 35), pre-filled; what it weighs and decides is left to people. */
export function impactAssessment(configuration: PrivacyConfiguration, locale: Locale): PrivacyDocument {
  const { texts, mark, identity, retention, measures, sources, recipients, madeOn } = reading(
    configuration,
    locale,
  );
  const { field, impact } = texts;
  const { weights, full_frequency, full_breadth, window_months, kinds } = configuration.engagement;
  const { scoring, crossing, scale, vulnerable } = impact.criteria;
  return {
    title: impact.title,
    sections: [
      section(impact.controller, [impact.intro, madeOn], {
        head: [field.name, field.value],
        rows: [
          [field.authority, identity.authority],
          [field.dpo, `${identity.dpo}, ${identity.contact}`],
        ],
      }),
      section(impact.why, [impact.whyIntro], {
        head: [field.criterion, field.applies, field.why],
        rows: [
          [scoring[0], impact.yes, scoring[1]],
          [crossing[0], impact.yes, crossing[1]],
          [scale[0], impact.yes, scale[1](configuration.citizens)],
          [vulnerable, mark('vulnerable'), ''],
        ],
      }),
      section(impact.description, impact.descriptionParagraphs),
      section(impact.sources, [...sources, ...items(texts.dataCategories)]),
      recipients,
      section(impact.necessity, impact.necessityParagraphs),
      section(
        impact.purposes,
        configuration.purposes.length === 0 ? [mark('purposes')] : [],
        configuration.purposes.length === 0
          ? null
          : {
              head: [field.purpose, field.basis, field.retention],
              rows: configuration.purposes.map((purpose) => [
                purpose.label,
                texts.bases[purpose.basis],
                retention(purpose),
              ]),
            },
      ),
      section(
        impact.score,
        impact.scoreParagraphs(window_months, kinds.map((kind) => impact.kinds[kind]).join(', ')),
        {
          head: [field.part, field.points, field.full],
          rows: [
            [impact.scoreParts.recency, String(weights.recency), impact.scoreFull.recency],
            [
              impact.scoreParts.frequency,
              String(weights.frequency),
              impact.scoreFull.frequency(full_frequency),
            ],
            [impact.scoreParts.breadth, String(weights.breadth), impact.scoreFull.breadth(full_breadth)],
          ],
        },
      ),
      section(impact.rights, impact.rightsParagraphs),
      section(impact.measures, measures),
      section(impact.risks, [impact.risksIntro], {
        head: [field.risk, field.measures, field.severity, field.likelihood, field.residual],
        rows: impact.riskRows.map(([risk, taken]) => [
          risk,
          taken,
          mark('severity'),
          mark('likelihood'),
          mark('residual'),
        ]),
      }),
      section(texts.register.subcontracting, [mark('hosting')]),
      section(impact.validation, [
        mark('opinionPersons'),
        mark('opinionDpo'),
        mark('decision'),
        mark('review'),
      ]),
    ],
  };
}

/**
 * What people are told (GDPR art. 13, and 14 for data that came from elsewhere), all purposes or some of them; to be
 * published as it is once the marks are completed.
 */
export function privacyNotice(
  configuration: PrivacyConfiguration,
  locale: Locale,
  purposes: readonly Purpose[] = configuration.purposes,
): PrivacyDocument {
  const { texts, mark, or, identity, retention, sources, recipients } = reading(configuration, locale);
  const { notice } = texts;
  const { authority, address, dpo, contact } = identity;
  return {
    title: notice.title,
    sections: [
      section(notice.controller, [
        notice.intro(authority),
        notice.controllerText(authority, address, dpo, contact),
        mark('channel'),
      ]),
      ...(purposes.length === 0 ? [section(texts.field.purpose, [mark('purposes')])] : []),
      ...purposes.map((purpose) =>
        section(notice.purpose(purpose.label), [
          or(purpose.description, 'description'),
          purpose.wording.trim() ? notice.shown(purpose.wording.trim()) : mark('wording'),
          notice.basis(texts.bases[purpose.basis]),
          notice.mandatory[purpose.basis],
          notice.rights[purpose.basis],
          notice.retention(retention(purpose)),
        ]),
      ),
      section(notice.data, [notice.dataIntro, ...items(texts.dataCategories), mark('mandatory')]),
      section(notice.sources, [notice.sourcesIntro, ...sources]),
      {
        ...recipients,
        title: notice.recipients,
        paragraphs: [notice.recipientsIntro, ...recipients.paragraphs],
      },
      section(notice.decisions, [notice.decisionsText, mark('hosting')]),
      section(notice.yourRights, [
        ...notice.yourRightsText(contact),
        notice.version(texts.day(configuration.made_on)),
      ]),
    ],
  };
}
