import { defineConfig } from 'vitest/config';

/** The AWS CLI against the sandbox: needs Python 3 with venv, and PyPI. */
export default defineConfig({
  test: {
    include: ['test/awscli/**/*.test.ts'],
    globalSetup: ['test/temporary.ts', 'test/awscli/setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxConcurrency: 3,
    fileParallelism: false,
  },
});
