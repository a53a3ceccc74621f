import { defineConfig } from 'vitest/config';

/**
 * From small to large: pure functions, made-up input, HTTP over a real socket, the bundle as a process, golden files, and half
 * of the fault matrix, all of which `npm run faults` runs.
 */
const KINDS = ['unit', 'fuzz', 'model', 'wire', 'step', 'golden', 'faults'];

export default defineConfig({
  test: {
    projects: KINDS.map((kind) => ({
      extends: true,
      test: { name: kind, include: [`test/${kind}/**/*.test.ts`] },
    })),
    setupFiles: ['test/support/amounts.ts'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    restoreMocks: true,
    unstubEnvs: true,
    maxConcurrency: 6,
    reporters: ['default', './test/support/closing-line.ts'],
  },
});
