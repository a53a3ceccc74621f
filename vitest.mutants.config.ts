import { matchesGlob } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The tests of the core, those that notice much in little time first: a mutant is done with at the first that fails. */
const FILES = [
  'test/unit/shared/*.test.ts',
  'test/unit/budget/*.test.ts',
  'test/unit/plan/{record-counts,expand,diagnostics,model-pattern,read,as-people-write,yaml}.test.ts',
  'test/unit/baseline/{match-plans,diagnostics,load}.test.ts',
  'test/unit/pricing/*.test.ts',
  'test/unit/{gate,edges}.test.ts',
  'test/unit/attacks/*.test.ts',
  'test/unit/report/{changes,log,write-log,comment,comment-state,job-matrix}.test.ts',
  'test/unit/baseline/compare.test.ts',
  'test/unit/plan/matrix.test.ts',
  'test/unit/markdown.test.ts',
  'test/unit/report/report.test.ts',
  'test/golden/*.test.ts',
  'test/unit/settlement/settle.test.ts',
];

class InThatOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  return FILES.findIndex((pattern) => matchesGlob(moduleId, `**/${pattern}`));
}

/** For `npm run mutants`. */
export default defineConfig({
  test: {
    include: FILES,
    setupFiles: ['test/support/amounts.ts', 'test/support/mutants.ts'],
    // A worker for each file takes longer than most files do.
    isolate: false,
    sequence: { sequencer: InThatOrder },
    environment: 'node',
    testTimeout: 30_000,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
