import { defineConfig } from 'vitest/config';

/**
 * From small to large: pure functions, comments as files, HTTP over a real socket (these three are `npm run test:fast`), the whole
 * Action from its sources, generated input, the bundle as a process, and a sample of the fault matrix, all of which `npm run faults`
 * runs.
 */
const KINDS = ['unit', 'golden', 'wire', 'action', 'fuzz', 'model', 'step', 'faults'];

/** A process for each of these files took 133 CPU seconds, one for all that a worker runs takes 87. */
const ONE_PROCESS = ['unit', 'golden', 'wire', 'action'];

/** Attacks on the bundle, and small inputs that ask for much: `npm run test:attacks`, which is not part of `npm test`. */
const ATTACKS = ['test/step/gate-cannot-be-bypassed.test.ts', 'test/step/small-inputs.test.ts'];

export default defineConfig({
  test: {
    projects: [
      ...KINDS.map((kind) => ({
        extends: true as const,
        test: {
          name: kind,
          include: [`test/${kind}/**/*.test.ts`],
          exclude: kind === 'step' ? ATTACKS : [],
          isolate: !ONE_PROCESS.includes(kind),
        },
      })),
      { extends: true, test: { name: 'attacks', include: ATTACKS } },
    ],
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
