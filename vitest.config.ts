import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

const long = { testTimeout: 300_000, hookTimeout: 600_000, fileParallelism: false };

export default defineConfig({
  plugins: [vue()],
  test: {
    projects: [
      { extends: true, test: { name: 'unit', include: ['extensions/*/src/**/*.test.ts', 'scripts/**/*.test.ts', 'tests/unit/**/*.test.ts'] } },
      { extends: true, test: { name: 'integration', include: ['tests/integration/**/*.test.ts'], ...long } },
      { extends: true, test: { name: 'browser', include: ['tests/browser/**/*.test.ts'], ...long } },
    ],
  },
});
