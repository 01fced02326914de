import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

const support = (file: string) => fileURLToPath(new URL(`tests/support/${file}`, import.meta.url));

/** Tests against a real Directus: a few files at a time, since each runs a server and there may be two cores. */
const withHost = (name: string, order: number, files: number) => ({
  extends: true as const,
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    globalSetup: [support('global-setup.ts')],
    setupFiles: [support('setup.ts')],
    sequence: { groupOrder: order },
    maxWorkers: files,
    testTimeout: 300_000,
    hookTimeout: 600_000,
    // A slow machine is no failure: what comes, comes within this time.
    expect: { poll: { timeout: 120_000 } },
  },
});

export default defineConfig({
  plugins: [vue()],
  test: {
    projects: [
      {
        extends: true,
        resolve: { alias: { 'virtual:m57-assets': support('no-assets.ts') } },
        test: {
          name: 'unit',
          include: ['extensions/*/src/**/*.test.ts', 'scripts/**/*.test.ts', 'tests/unit/**/*.test.ts'],
          sequence: { groupOrder: 0 },
          // Property tests and real documents take seconds where other work keeps the machine busy.
          testTimeout: 60_000,
        },
      },
      withHost('integration', 1, 2),
      // A browser keeps a core busy itself.
      withHost('browser', 2, 1),
    ],
  },
});
