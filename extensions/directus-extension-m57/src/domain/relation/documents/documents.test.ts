import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Locale } from '../../issue';
import { seededPurposes } from '../purposes';
import { impactAssessment, privacyNotice, registerOfProcessing } from './build';
import { EMPTY_CONFIGURATION, type PrivacyConfiguration } from './configuration';
import { renderHtml, renderMarkdown, toComplete, type PrivacyDocument } from './document';

const seed = JSON.parse(readFileSync('seeds/purposes.json', 'utf8'));
const filled = (locale: Locale): PrivacyConfiguration => ({
  ...EMPTY_CONFIGURATION,
  authority: 'Commune de Valmont',
  siret: '21990999100016',
  address: '1 place de la Mairie',
  dpo: 'Camille Roux',
  dpo_contact: 'dpo@valmont.example',
  purposes: seededPurposes(seed, locale),
  recipients: [{ name: 'Guichet', access: 'Échéances et doublons' }],
  sources: ['Portail famille'],
  log_months: 9,
  suppression: { threshold: 15, dominance: 80 },
  citizens: 20123,
  made_on: '2026-03-05',
});
const empty: PrivacyConfiguration = { ...EMPTY_CONFIGURATION, made_on: '2026-03-05' };

const BUILDERS = { registerOfProcessing, impactAssessment, privacyNotice };
const text = ({ title, sections }: PrivacyDocument) =>
  [
    title,
    ...sections.flatMap((section) => [
      section.title,
      ...section.paragraphs,
      ...(section.table ? [...section.table.head, ...section.table.rows.flat()] : []),
    ]),
  ].join('\n');

describe.each(Object.entries(BUILDERS))('%s', (_, build) => {
  it.each(['fr', 'en'] as const)(
    'says who answers, and every purpose with its basis and retention (%s)',
    (locale) => {
      const configuration = filled(locale);
      const words = text(build(configuration, locale));
      for (const value of [
        'Commune de Valmont',
        'Camille Roux',
        'dpo@valmont.example',
        'Portail famille',
        'Guichet',
      ])
        expect(words).toContain(value);
      for (const { label } of configuration.purposes) expect(words).toContain(label);
      expect(words).toContain(locale === 'fr' ? 'RGPD, art. 6.1 c' : 'GDPR, art. 6(1)(c)');
      // Billing: 12 months, DUA 120.
      expect(words).toContain(
        locale === 'fr' ? '1 an après la dernière utilisation' : '1 year after the last use',
      );
      expect(words).toContain(locale === 'fr' ? '10 ans après cette date' : '10 years after that date');
      expect(words).toContain(locale === 'fr' ? '05/03/2026' : '2026-03-05');
      expect(words).not.toMatch(/undefined|null|NaN|\[object/);
    },
  );

  it.each(['fr', 'en'] as const)('marks what is missing before anything is filled in (%s)', (locale) => {
    const words = text(build(empty, locale));
    const marks = words.match(/\[(?:à compléter|to be completed) ?: [^\]]+\]/g) ?? [];
    for (const what of locale === 'fr'
      ? ['nom de la collectivité', 'délégué à la protection des données', 'finalités', 'destinataires']
      : ['name of the authority', 'data protection officer', 'purposes', 'recipients'])
      expect(marks).toContain(toComplete(what, locale));
    expect(words).not.toMatch(/undefined|null|NaN|\[object/);
  });

  it('is the same document in both languages', () => {
    const shape = ({ sections }: PrivacyDocument) =>
      sections.map(({ paragraphs, table }) => [paragraphs.length, table?.head.length, table?.rows.length]);
    expect(shape(build(filled('en'), 'en'))).toEqual(shape(build(filled('fr'), 'fr')));
  });

  it('escapes what people typed', () => {
    const nasty = '<script>alert("x")</script> | **a** [b](c) & \\';
    const [purpose] = filled('fr').purposes;
    const document = build(
      { ...filled('fr'), authority: nasty, purposes: [{ ...purpose!, label: nasty, description: nasty }] },
      'fr',
    );
    const html = renderHtml(document, 'fr');
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; | **a** [b](c) &amp; \\');
    const markdown = renderMarkdown(document);
    expect(markdown).toContain('\\<script\\>alert("x")\\</script\\> \\| \\*\\*a\\*\\* \\[b\\](c) \\& \\\\');
    // Every row of a table has the cells of its head.
    for (const table of markdown.split('\n\n').filter((block) => block.startsWith('|'))) {
      const widths = table.split('\n').map((row) => row.replaceAll('\\\\', '').match(/(?<!\\)\|/g)!.length);
      expect(new Set(widths).size).toBe(1);
    }
  });
});

describe('the impact assessment', () => {
  it('tells why it is needed, the score and the thresholds as they are set', () => {
    const words = text(
      impactAssessment(
        { ...filled('fr'), engagement: { ...EMPTY_CONFIGURATION.engagement, window_months: 18 } },
        'fr',
      ),
    );
    for (const part of [
      '20\u202f123 profils',
      '18 derniers mois : événements, renouvellements d’inscription, réponses de satisfaction.',
      'moins de 15 personnes',
      'plus de 80 %',
      'conservés 9 mois',
      'Évaluation ou notation',
      'Croisement d’ensembles de données',
      'Grande échelle',
    ])
      expect(words).toContain(part);
  });
});

describe('a notice', () => {
  it('gives to each basis the rights that go with it', () => {
    const sectionOf = (code: string) => {
      const purpose = filled('fr').purposes.find((one) => one.code === code)!;
      return privacyNotice(filled('fr'), 'fr', [purpose]).sections[1]!.paragraphs.join(' ');
    };
    expect(sectionOf('communication')).toContain('retirer votre consentement à tout moment');
    expect(sectionOf('communication')).not.toContain('art. 21');
    expect(sectionOf('statistics')).toContain('art. 21');
    expect(sectionOf('billing')).toContain('Le droit d’opposition ne s’applique pas');
  });
});

describe('rendering', () => {
  const document: PrivacyDocument = {
    title: 'Titre',
    sections: [
      {
        title: 'Un',
        paragraphs: ['Texte [à compléter : nom].', '– a', '– b', '1. non', '- non'],
        table: { head: ['x', 'y'], rows: [['1', 'a\nb']] },
      },
    ],
  };

  it('makes Markdown', () => {
    expect(renderMarkdown(document)).toBe(
      '# Titre\n\n## Un\n\nTexte **[à compléter : nom]**.\n\n- a\n- b\n\n1\\. non\n\n\\- non\n\n| x | y |\n| --- | --- |\n| 1 | a b |\n',
    );
  });

  it('makes a page', () => {
    const html = renderHtml(document, 'fr');
    expect(html).toContain('<html lang="fr">');
    expect(html).toContain('<p>Texte <mark>[à compléter : nom]</mark>.</p>');
    expect(html).toContain('<ul><li>a</li>\n<li>b</li></ul>');
    expect(html).toContain('<th scope="col">x</th>');
  });
});
