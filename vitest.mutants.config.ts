import { defineConfig } from 'vitest/config';

/** For `npm run mutants`: the tests of pure functions, which are fast enough to be run for every mutant. */
export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts'],
    exclude: [
      // These look at files of the project that no mutant changes,
      'test/unit/{bench,changelog,docs,licences,published,security}.test.ts',
      // these at parts that none is made of,
      'test/unit/{babysea,catalogue,github,records,support,workspace}/**',
      // and these are slow: the largest files, the longest comments.
      'test/unit/plan/yaml.test.ts',
      'test/unit/report/comment.test.ts',
    ],
    // This one looks at the clock, which mutants slow down.
    testNamePattern: /^(?!.*leaves out as much as a plan can name)/,
    environment: 'node',
    testTimeout: 30_000,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
