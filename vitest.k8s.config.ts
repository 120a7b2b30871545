import { defineConfig } from 'vitest/config';

/** Replicas over a real API server: needs Go, OpenSSL, curl, etcd, and the first time some ten minutes. */
export default defineConfig({
  test: {
    include: ['test/k8s/**/*.test.ts'],
    globalSetup: ['test/k8s/server.ts'],
    testTimeout: 240_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
