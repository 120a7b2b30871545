import { defineConfig } from 'vitest/config';

/** Workflows, the action and the examples for CI: needs Python 3 with venv, Go, Java with Maven, and PyPI, Go's proxy and Maven Central. */
export default defineConfig({
  test: {
    include: ['test/ci/**/*.test.ts'],
    globalSetup: ['test/temporary.ts', 'test/ci/tools.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
