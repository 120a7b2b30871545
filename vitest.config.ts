import { availableParallelism } from 'node:os';

import { defineConfig } from 'vitest/config';

/** Their environment, above all. */
const changeTheProcess = [
  'test/adapters/**/*.test.ts',
  'test/cli/**/*.test.ts',
  'test/e2e/**/*.test.ts',
  'test/lib/**/*.test.ts',
  'test/package/**/*.test.ts',
];

/** Suites with a configuration of their own. */
const elsewhere = [
  'test/awscli/**',
  'test/browser/**',
  'test/moto/**',
  'test/git/**',
  'test/k8s/**',
  'test/helm/**',
  'test/image/**',
  'test/ci/**',
  'test/shells/**',
  'test/bench/**',
];

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'alone', include: changeTheProcess } },
      {
        extends: true,
        // A process for each file takes longer than most of these tests.
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: [...changeTheProcess, ...elsewhere],
          isolate: false,
        },
      },
    ],
    globalSetup: ['test/temporary.ts'],
    maxWorkers: Math.ceil(availableParallelism() * 1.5), // many tests wait: for processes of their own, for deadlines
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } }, // what comes in an instant may take long where others work too
    coverage: {
      enabled: true,
      provider: 'v8',
      include: ['src/core/**'],
      reporter: ['text-summary', 'json-summary', 'html'],
      thresholds: { branches: 100 },
    },
  },
});
