import { beforeAll, describe, expect, it } from 'vitest';
import { startHost, type Host } from '../support/host';
import { countRows, missing, sendFile } from '../support/m57';

const which = { version: '12', client: 'sqlite' } as const;
const HEAD =
  'BGT_NATDEC,BGT_ANNEE,BGT_SIRET,BGT_NOM,BGT_CONTNAT,BGT_NATURE,BGT_FONCTION,BGT_OPERATION,BGT_SECTION,BGT_OPBUDG,BGT_CODRD,BGT_MTREAL,BGT_MTBUDGPREC,BGT_MTRARPREC,BGT_MTPROPNOUV,BGT_MTPREV,BGT_CREDOUV,BGT_MTRAR3112,BGT_ARTSPE';
const row = (amount: string) =>
  `Compte administratif,2024,21990999100016,Castelombre,011,60632,020,,fonctionnement,réel,dépense,${amount},,,,,100,,`;
const csv = (...rows: string[]) => [HEAD, ...rows].join('\r\n');
const xml = (body: string) =>
  `<?xml version="1.0" encoding="ISO-8859-1"?>\n<DocumentBudgetaire xmlns="http://www.minefi.gouv.fr/cp/demat/docbudgetaire">\n${body}`;

describe.skipIf(missing(which))('bad input is refused with its place, and nothing is written', () => {
  let host: Host;
  beforeAll(async () => {
    host = await startHost(which);
    await host.ask('POST', '/m57/install');
  });

  it.each([
    ['an empty file', '', 'EMPTY_FILE', null],
    ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 255, 254]), 'FORMAT_UNKNOWN', null],
    ['XML that stops', xml('<EnTeteDocBudgetaire><IdColl V="21990999100016"/>'), 'XML_MALFORMED', 3],
    ['an amount that is no number', csv(row('12.00'), row('douze')), expect.stringContaining('AMOUNT'), 3],
    [
      'columns that are not there',
      'BGT_NATDEC,BGT_ANNEE,BGT_SIRET,BGT_NATURE\r\nx,2024,1,2',
      expect.stringContaining('COLUMN'),
      1,
    ],
    ['a header and nothing else', csv(), expect.stringContaining('LINES'), expect.anything()],
  ])('%s', async (_what, bytes, code, line) => {
    const before = await countRows(host);
    const { status, body } = await sendFile(host, bytes, { fields: { nomenclature: 'M57_D' } });
    expect(status).toBe(400);
    expect(body.errors[0].extensions.code).toEqual(code);
    if (line !== null && typeof line === 'number') {
      expect(body.errors[0].extensions.line).toBe(line);
      expect(body.errors[0].extensions.column).toBeGreaterThan(0);
    }
    expect(body.errors[0].message).not.toBe(body.errors[0].extensions.code);
    expect(await countRows(host)).toEqual(before);
  });

  it('names a wrong encoding with its place', async () => {
    const broken = new Uint8Array([
      ...new TextEncoder().encode(
        '<?xml version="1.0" encoding="UTF-8"?>\n<DocumentBudgetaire xmlns="http://www.minefi.gouv.fr/cp/demat/docbudgetaire"><a V="',
      ),
      0xe9,
      ...new TextEncoder().encode('"/></DocumentBudgetaire>'),
    ]);
    const { status, body } = await sendFile(host, broken);
    expect(status).toBe(400);
    expect(body.errors[0].extensions).toMatchObject({ code: 'ENCODING_INVALID', line: 2 });
  });

  it('accepts negative amounts, which are legal', async () => {
    const { status, body } = await sendFile(host, csv(row('-12.50'), row('2.50')), {
      fields: { nomenclature: 'M57_D' },
    });
    expect(status).toBe(200);
    expect(body.data.totals.document.expense_real).toBe('-10.00');
  });

  it('speaks English to those who ask for it, and takes no file for an answer', async () => {
    const english = await sendFile(host, '', { language: 'en-US' });
    expect(english.body.errors[0].message).toMatch(/empty/i);
    const none = await host.request('POST', '/m57/imports', { json: {} });
    expect(none.body.errors[0].extensions.code).toBe('FILE_MISSING');
    const unknown = await host.request('POST', '/m57/imports', { json: { file: 'nothing' } });
    expect(unknown.status).toBe(400);
  });
});
