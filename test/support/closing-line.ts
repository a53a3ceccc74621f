import type { Reporter, TestModule } from 'vitest/node';

/** Ends the run with one line that people and scripts can read: `Tests: 12 passed, 0 failed`. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const count = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        // A test that never came to its end, such as after a bail, has shown nothing.
        count[state === 'pending' ? 'skipped' : state] += 1;
      }
      // A file that could not even be loaded has no test to fail.
      if (module.errors().length > 0) count.failed += 1;
    }
    count.failed += unhandledErrors.length;
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
    // Past everything else that is written when the run ends.
    process.once('exit', () => console.log(`Tests: ${count.passed} passed, ${count.failed} failed${skipped}`));
  }
}
