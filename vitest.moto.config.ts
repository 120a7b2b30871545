import { defineConfig } from 'vitest/config';

/** The end-to-end scenarios against moto: needs Python 3 with venv, and PyPI. */
export default defineConfig({
  test: {
    include: ['test/moto/**/*.test.ts'],
    globalSetup: ['test/temporary.ts', 'test/moto/server.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
