import { defineConfig } from 'vitest/config';

/** For `npm run mutants`: the tests of pure functions, which are fast enough to be run for every mutant. */
export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts'],
    // These look at files of the project that no mutant changes.
    exclude: ['test/unit/{bench,changelog,docs,published,security}.test.ts', 'test/unit/support/**'],
    environment: 'node',
    testTimeout: 30_000,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
