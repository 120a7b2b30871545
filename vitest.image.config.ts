import { defineConfig } from 'vitest/config';

/** The image, built and run without a registry: needs root on a Debian machine, its packages, and Python 3 with venv. */
export default defineConfig({
  test: {
    include: ['test/image/**/*.test.ts'],
    globalSetup: ['test/image/programs.ts'],
    testTimeout: 600_000,
    hookTimeout: 900_000,
    fileParallelism: false,
  },
});
