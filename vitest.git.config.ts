import { defineConfig } from 'vitest/config';

/** Repositories over ssh, and signatures of their commits: needs OpenSSH's server and GnuPG. */
export default defineConfig({
  test: {
    include: ['test/git/**/*.test.ts'],
    globalSetup: ['test/temporary.ts', 'test/git/programs.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
