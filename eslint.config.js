import js from '@eslint/js';
import vue from 'eslint-plugin-vue';
import { defineConfig, globalIgnores } from 'eslint/config';
import typescript from 'typescript-eslint';

const SRC = 'extensions/*/src';
const API_ENTRIES = ['endpoint', 'hooks', 'operation-*'];
const APP_ENTRIES = ['module', 'panel-*', 'interface-*', 'display-*'];

/**
 * The import rule (docs/map.md): domain ← contract ← server ← API entries, and domain ← contract (types only)
 * ← app ← app entries. For each layer, the folders of `src` that it may not import from, and what else it must
 * do without.
 */
const API_SIDE = ['server', ...API_ENTRIES];
const APP_SIDE = ['app', 'locales', 'assets', ...APP_ENTRIES];
const PLATFORM = [
  '@directus/*',
  'directus',
  'knex',
  'vue',
  'vue-*',
  'express',
  'busboy',
  'zod',
  'zod-openapi',
  'chart.js',
  'virtual:*',
];
const BROWSER_ONLY = ['vue', 'vue-*', 'chart.js', 'virtual:*'];
const SERVER_ONLY = ['node:*', 'knex', 'express', 'busboy', '@directus/errors'];

const layers = [
  {
    layer: 'domain',
    files: ['domain'],
    not: ['contract', ...API_SIDE, ...APP_SIDE],
    without: [...PLATFORM, 'node:*'],
  },
  {
    layer: 'contract',
    files: ['contract'],
    not: [...API_SIDE, ...APP_SIDE],
    without: [...BROWSER_ONLY, ...SERVER_ONLY],
  },
  { layer: 'server', files: ['server'], not: [...API_ENTRIES, ...APP_SIDE], without: BROWSER_ONLY },
  { layer: 'API entries', files: API_ENTRIES, not: APP_SIDE, without: BROWSER_ONLY },
  {
    layer: 'app',
    files: ['app', 'locales', 'assets'],
    not: [...API_SIDE, ...APP_ENTRIES],
    without: SERVER_ONLY,
    typesOnly: true,
  },
  { layer: 'app entries', files: APP_ENTRIES, not: API_SIDE, without: SERVER_ONLY, typesOnly: true },
];

const importRule = layers.map(({ layer, files, not, without, typesOnly }) => ({
  files: files.map((folder) => `${SRC}/${folder}/**/*.{ts,vue}`),
  ignores: [`${SRC}/**/*.test.ts`],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            // From any depth: `../server/host`, `../../server`.
            regex: `^(?:\\.\\.?/)+(?:${not.map((folder) => folder.replace('*', '[^/]+')).join('|')})(?:/|$)`,
            message: `The import rule (docs/map.md): ${layer} may not import this folder.`,
          },
          { group: without, message: `The import rule (docs/map.md): ${layer} does without this.` },
          ...(typesOnly
            ? [
                {
                  regex: '^(?:\\.\\.?/)+contract(?:/|$)',
                  allowTypeImports: true,
                  message: 'The import rule (docs/map.md): the app side takes only types from contract.',
                },
              ]
            : []),
        ],
      },
    ],
  },
}));

export default defineConfig(
  globalIgnores(['**/node_modules', '**/dist', '.cache', '.data', 'tests/.output', 'tests/hosts']),
  js.configs.recommended,
  typescript.configs.recommended,
  // The other sets are about layout, which is Prettier's.
  vue.configs['flat/essential'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: typescript.parser } },
    rules: { 'vue/multi-word-component-names': 'off', 'vue/no-v-html': 'error' },
  },
  {
    files: ['**/*.{ts,vue,d.mts}'],
    // TypeScript itself finds undefined names, and knows the globals of each side.
    rules: {
      'no-undef': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
  importRule,
  {
    // It runs in the server, in browsers and in Workers.
    files: [`${SRC}/domain/**/*.ts`],
    ignores: [`${SRC}/**/*.test.ts`],
    rules: {
      'no-restricted-globals': [
        'error',
        'Buffer',
        'process',
        'global',
        'window',
        'document',
        'fetch',
        'require',
      ],
      // The SDK compiles to ES2020, where each private name is a WeakMap: in the readers that was a third of the time.
      'no-restricted-syntax': [
        'error',
        { selector: 'PrivateIdentifier', message: 'Use the TypeScript keyword private.' },
      ],
    },
  },
);
