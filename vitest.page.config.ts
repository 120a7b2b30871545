import { defineConfig } from 'vitest/config';

/** The daemon's page in a browser: needs Chromium, which is installed where that is possible. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    globalSetup: ['test/browser/chromium.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
