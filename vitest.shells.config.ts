import { defineConfig } from 'vitest/config';

/** Completion in shells, and manual pages: needs zsh, fish and groff, which it installs (Debian). */
export default defineConfig({
  test: {
    include: ['test/shells/**/*.test.ts'],
    globalSetup: ['test/temporary.ts', 'test/shells/programs.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
