import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/awscli/**', 'test/moto/**', 'test/bench/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      enabled: true,
      provider: 'v8',
      include: ['src/core/**'],
      reporter: ['text-summary', 'json-summary', 'html'],
      thresholds: { branches: 100 },
    },
  },
});
