import { defineConfig } from 'vitest/config';

/** The chart, by Helm and what judges its objects: needs Go, Python 3 with venv, and promtool or apt-get. */
export default defineConfig({
  test: {
    include: ['test/helm/**/*.test.ts'],
    globalSetup: ['test/temporary.ts', 'test/helm/setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
