import path from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/node22.mjs';

const eslint = new ESLint({ cwd: root });
const source = path.join(root, 'extensions/directus-extension-m57/src');

/** What the linter says of imports and globals in a file that would stand there. */
async function complaints(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: path.join(source, file) });
  return result!.messages
    .filter(({ ruleId }) => ruleId?.includes('no-restricted-'))
    .map(({ message }) => message);
}

describe('the import rule', () => {
  it.each([
    ['domain/formula/a.ts', `import { x } from '../../contract/common'; export { x };`],
    ['domain/a.ts', `import { x } from '../server/host'; export { x };`],
    ['domain/a.ts', `import { x } from '../app/api'; export { x };`],
    ['domain/a.ts', `import { readFileSync } from 'node:fs'; export { readFileSync };`],
    ['domain/a.ts', `import type { Knex } from 'knex'; export type A = Knex;`],
    ['domain/a.ts', `import { ref } from 'vue'; export { ref };`],
    ['domain/a.ts', `import { createError } from '@directus/errors'; export { createError };`],
    ['domain/a.ts', `export const bytes = Buffer.from('');`],
    ['contract/a.ts', `import { x } from '../server/host'; export { x };`],
    ['contract/a.ts', `import { x } from '../app/api'; export { x };`],
    ['contract/a.ts', `import { knex } from 'knex'; export { knex };`],
    ['server/costs/a.ts', `import { x } from '../../endpoint/router'; export { x };`],
    ['server/a.ts', `import { x } from '../app/format'; export { x };`],
    ['server/a.ts', `import { ref } from 'vue'; export { ref };`],
    ['endpoint/a.ts', `import { x } from '../module/routes'; export { x };`],
    ['operation-import/a.ts', `import { x } from '../panel-service-costs/a'; export { x };`],
    ['app/a.ts', `import { x } from '../server/host'; export { x };`],
    ['app/a.ts', `import type { X } from '../server/host'; export type Y = X;`],
    ['app/a.ts', `import { money } from '../contract/common'; export { money };`],
    ['app/a.ts', `import { x } from '../module/routes'; export { x };`],
    ['module/a.ts', `import { x } from '../endpoint'; export { x };`],
    [
      'module/pages/A.vue',
      `<script setup lang="ts">\nimport { x } from '../../server/host';\nx();\n</script>`,
    ],
    [
      'panel-service-costs/a.ts',
      `import { serviceCosts } from '../contract/costs'; export { serviceCosts };`,
    ],
    ['assets/charts.ts', `import { readFileSync } from 'node:fs'; export { readFileSync };`],
  ])('refuses in %s: %s', async (file, code) => {
    expect(await complaints(file, code)).toHaveLength(1);
  });

  it.each([
    ['domain/rules/a.ts', `import { x } from '../formula/parse'; export { x };`],
    ['domain/readers/a.ts', `import { SaxesParser } from 'saxes'; export { SaxesParser };`],
    [
      'contract/a.ts',
      `import { z } from 'zod'; import { STAGES } from '../domain/ledger'; export { z, STAGES };`,
    ],
    [
      'server/costs/a.ts',
      `import { x } from '../../contract/costs'; import { y } from '../../domain/money'; export { x, y };`,
    ],
    ['endpoint/a.ts', `import { x } from '../server/host'; import { y } from 'express'; export { x, y };`],
    ['app/a.ts', `import type { ServiceCosts } from '../contract/costs'; export type A = ServiceCosts;`],
    [
      'app/a.ts',
      `import { formatCents } from '../domain/money'; import { ref } from 'vue'; export { formatCents, ref };`,
    ],
    [
      'module/a.ts',
      `import { x } from '../app/api'; import type { Status } from '../contract/status'; export { x }; export type A = Status;`,
    ],
    ['domain/a.test.ts', `import { readFileSync } from 'node:fs'; export { readFileSync };`],
  ])('allows in %s: %s', async (file, code) => {
    expect(await complaints(file, code)).toEqual([]);
  });
});
